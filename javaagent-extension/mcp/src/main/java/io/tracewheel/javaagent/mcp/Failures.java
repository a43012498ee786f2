// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.mcp;

import io.modelcontextprotocol.spec.McpError;
import io.tracewheel.javaagent.genai.OptionalGetter;
import io.tracewheel.javaagent.mcpconventions.McpCall;
import org.jspecify.annotations.Nullable;

/** Ends calls by what went wrong. */
final class Failures {

  private Failures() {}

  /** Ends a call whose answer is an exception: of the protocol if it carries a JSON-RPC error. */
  static void end(McpCall call, Throwable error) {
    if (!(error instanceof McpError) || !endWithError(call, ((McpError) error).getJsonRpcError())) {
      call.failed(error);
    }
  }

  /**
   * Ends a call with the error of a JSON-RPC response, if there is one.
   *
   * @param error the SDK's {@code JSONRPCError}
   */
  static boolean endWithError(McpCall call, @Nullable Object error) {
    if (OptionalGetter.get(error, "code") instanceof Integer code) {
      call.failed(code, OptionalGetter.text(error, "message"));
      return true;
    }
    return false;
  }
}
