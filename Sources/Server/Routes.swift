import HTTPServer

/// Every address of the server: what it answers to whom, and which function answers.
enum Routes {
  static func table(_ resources: Resources) -> [Endpoint] {
    pages(resources) + notebooks(resources) + history(resources) + runs(resources)
      + shares(resources) + knowledge(resources) + server(resources)
  }

  private static func pages(_ r: Resources) -> [Endpoint] {
    [
      .get("/", .open, "The list of notebooks; signs in with `?token=`.", r.frontPage),
      .get("/:page", .open, "A page.", r.page),
      .get("/scripts/*file", .open, "A module of the page.", r.file),
      .get("/styles/*file", .open, "A style sheet of the page.", r.file),
      .get("/images/*file", .open, "A picture of the page.", r.file),
      .get("/vendor/*file", .open, "A library of the page.", r.file),
    ]
  }

  private static func notebooks(_ r: Resources) -> [Endpoint] {
    [
      .get("/api/notebooks", .viewer, "Lists notebooks and lessons.", r.listNotebooks),
      .post(
        "/api/notebooks", .member.accepting(ServerMedia.notebook).accepting(ServerMedia.python),
        bodyLimit: ServerLimits.importBody,
        "Makes a notebook, opens a lesson as one's own copy, or imports a file.", r.createNotebook),
      .get("/api/notebooks/:notebook", .viewer, "A notebook with its runs.", r.readNotebook),
      .delete(
        "/api/notebooks/:notebook", .member, "Puts a notebook into the bin.", r.deleteNotebook),
      .post(
        "/api/notebooks/:notebook/operations", .member, bodyLimit: ServerLimits.operationsBody,
        "Changes a notebook: all operations or none.", r.applyOperations),
      .get(
        "/api/notebooks/:notebook/file", .viewer,
        "Downloads a notebook: `format=` names the form, `outputs=0` or `1` whether results go along.",
        r.downloadNotebook),
      .get(
        "/api/notebooks/:notebook/cells/:cell/results", .viewer,
        "The results that the file of a cell brought along, as a run.", r.readResults),
    ]
  }

  private static func history(_ r: Resources) -> [Endpoint] {
    [
      .get("/api/search", .viewer, "Notebooks that hold the words of `?q=`.", r.search),
      .get("/api/bin", .viewer, "Lists the notebooks in the bin.", r.listBin),
      .get(
        "/api/notebooks/:notebook/revisions", .viewer, "The history of a notebook, page by page.",
        r.listRevisions),
      .get(
        "/api/notebooks/:notebook/revisions/:revision", .viewer, "A notebook as a save left it.",
        r.readRevision),
      .get(
        "/api/notebooks/:notebook/steps", .viewer,
        "What `?author=` can take back and do again.", r.readSteps),
      .post(
        "/api/notebooks/:notebook/restorations", .member,
        "Brings back a revision or one cell of it, or takes a notebook out of the bin.",
        r.restore),
    ]
  }

  private static func runs(_ r: Resources) -> [Endpoint] {
    [
      .post("/api/notebooks/:notebook/runs", .member, "Queues a run for each cell.", r.startRuns),
      .get(
        "/api/notebooks/:notebook/cells/:cell/runs", .viewer, "The runs of a cell, page by page.",
        r.listRuns),
      .get("/api/runs/:run", .viewer, "A run with what it reported.", r.readRun),
      .delete("/api/runs/:run", .member, "Stops a run, also one that waits.", r.stopRun),
      .get("/api/runs/:run/events", .viewer, "The events of a run from a number on.", r.readEvents),
      .get("/api/runs/:run/output", .viewer, "A range of the text of a run.", r.readOutput),
      .get("/api/runs/:run/trace", .viewer, "The trace records of a case.", r.readTrace),
      .get(
        "/api/runs/:run/frames/:number", .viewer,
        "The HTML output that is event `number`, for a sandboxed frame.", r.readFrame),
      .get("/api/events", .viewer, "The event stream of notebooks.", r.followEvents),
    ]
  }

  private static func shares(_ r: Resources) -> [Endpoint] {
    [
      .get("/api/notebooks/:notebook/shares", .owner, "The links of a notebook.", r.listShares),
      .post(
        "/api/notebooks/:notebook/shares", .owner,
        "Makes a link by which others read a notebook.", r.createShare),
      .delete(
        "/api/notebooks/:notebook/shares/:share", .owner, "Ends a link.", r.deleteShare),
      .get("/s/:token", .link, "The page of a link.", r.sharedPage),
      .link("/s/:token/notebook", "What a link shows.", r, r.readShared),
      .link("/s/:token/events", "The event stream of a live link.", r, r.followShared),
      .link("/s/:token/file", "Downloads what a link shows as `.ipynb`.", r, r.downloadShared),
      .link(
        "/s/:token/runs/:run/events", "The events of a run that a link shows.", r,
        r.ofShownRun(r.readEvents)),
      .link(
        "/s/:token/runs/:run/output", "A range of the text of such a run.", r,
        r.ofShownRun(r.readOutput)),
      .link(
        "/s/:token/runs/:run/trace", "The trace records of a case of such a run.", r,
        r.ofShownRun(r.readTrace)),
      .link(
        "/s/:token/runs/:run/frames/:number", "An HTML output of such a run.", r,
        r.ofShownRun(r.readFrame)),
    ]
  }

  private static func knowledge(_ r: Resources) -> [Endpoint] {
    [
      .get("/api/experiments", .viewer, "The catalogue of experiments.", r.listExperiments),
      .post(
        "/api/checks", .member, bodyLimit: ServerLimits.sourceBody,
        "What is wrong with a source, and its plan.", r.check),
      .post(
        "/api/completions", .member, bodyLimit: ServerLimits.sourceBody,
        "Proposals at a place in a source.", r.complete),
      .post(
        "/api/hovers", .member, bodyLimit: ServerLimits.sourceBody,
        "An explanation of the word at a place in a source.", r.hover),
      .post(
        "/api/schedules", .viewer, bodyLimit: ServerLimits.sourceBody,
        "A schedule of a program step by step, and what can be chosen next.", r.replaySchedule),
    ]
  }

  private static func server(_ r: Resources) -> [Endpoint] {
    [
      .get("/health", .open, "Whether the server is ready.", r.health),
      .get("/api/status", .viewer, "Queue, workers, limits and version.", r.status),
      .get("/metrics", .viewer, "Figures as Prometheus text.", r.metrics),
      .get("/api/openapi.json", .viewer, "This description.", r.describe),
    ]
  }
}
