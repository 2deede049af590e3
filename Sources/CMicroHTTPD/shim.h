// What Swift cannot call of libmicrohttpd: its variadic functions.
#pragma once
#include <microhttpd.h>

/// Starts a daemon, because `MHD_start_daemon` is variadic; plain options stand in one array.
static inline struct MHD_Daemon *interleave_mhd_start(
    unsigned int flags, void *context, MHD_AccessHandlerCallback access,
    MHD_RequestCompletedCallback completed, MHD_NotifyConnectionCallback connection,
    size_t (*unescape)(void *, struct MHD_Connection *, char *),
    const struct MHD_OptionItem *options) {
  return MHD_start_daemon(flags, 0, NULL, NULL, access, context,
                          MHD_OPTION_NOTIFY_COMPLETED, completed, context,
                          MHD_OPTION_NOTIFY_CONNECTION, connection, context,
                          MHD_OPTION_UNESCAPE_CALLBACK, unescape, context,
                          MHD_OPTION_ARRAY, options, MHD_OPTION_END);
}

/// Tells one fact about a connection, because `MHD_get_connection_info` is variadic.
static inline const union MHD_ConnectionInfo *interleave_mhd_connection_info(
    struct MHD_Connection *connection, enum MHD_ConnectionInfoType type) {
  return MHD_get_connection_info(connection, type);
}
