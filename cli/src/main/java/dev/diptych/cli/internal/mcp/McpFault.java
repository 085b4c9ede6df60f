package dev.diptych.cli.internal.mcp;

/** A request that the protocol refuses, with its JSON-RPC code. */
final class McpFault extends RuntimeException {

  static final int PARSE_ERROR = -32700;
  static final int INVALID_REQUEST = -32600;
  static final int METHOD_NOT_FOUND = -32601;
  static final int INVALID_PARAMS = -32602;

  private static final long serialVersionUID = 1;

  private final int code;

  McpFault(int code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  int code() {
    return code;
  }
}
