// The parts of the chart libraries under /vendor that the page uses, as far as it uses them.

export type PlotColumn = (number | null | undefined)[];

export interface PlotOptions {
  readonly width: number;
  readonly height: number;
  readonly scales: {
    readonly [key: string]: {
      readonly time?: boolean;
      readonly distr?: 1 | 3;
      readonly range?: (plot: object, low: number, high: number) => [number, number];
    };
  };
  readonly series: readonly object[];
  readonly axes: readonly object[];
  readonly legend?: object;
  readonly cursor?: object;
  readonly padding?: readonly (number | null)[];
}

export interface PlotView {
  setData(data: PlotColumn[], resetScales?: boolean): void;
  setSize(size: { width: number; height: number }): void;
  destroy(): void;
}

type PathBuilder = (...rest: unknown[]) => object | null;

export interface PlotClass {
  new (options: PlotOptions, data: PlotColumn[], target: HTMLElement): PlotView;
  readonly paths: {
    bars(options: { size: [number, number]; align?: number; radius?: number }): PathBuilder;
    stepped(options: { align: 1 | -1 }): PathBuilder;
  };
}

export interface PlotModule {
  readonly default: PlotClass;
}

export interface VegaModule {
  vegaEmbed(
    host: HTMLElement,
    document: object,
    options: object,
  ): Promise<{ finalize(): void }>;
}
