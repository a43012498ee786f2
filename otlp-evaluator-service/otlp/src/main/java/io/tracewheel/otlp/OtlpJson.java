// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import java.io.IOException;
import java.io.OutputStream;

/**
 * OTLP/JSON to protobuf and back. OTLP/JSON is not plain protobuf JSON: trace and span ids (and
 * profile ids) are hexadecimal digits, enums are integers only, names are lowerCamelCase only and
 * unknown ones are ignored. Buffers are reused; not thread-safe.
 */
public final class OtlpJson {

  /** A converter for one thread, with the limits that it holds JSON and protobuf to. */
  public OtlpJson(ScanLimits limits) {
    throw new UnsupportedOperationException(limits.toString());
  }

  /**
   * Reads one JSON request.
   *
   * @param json UTF-8 JSON of one request object
   * @return the request's protobuf bytes, in a buffer that is good until the next call on this
   *     object
   * @throws MalformedOtlpException if it is no JSON, no such request, or exceeds a limit; the
   *     message names the line, column and path
   */
  public ByteSlice toProtobuf(Signal signal, ByteSlice json) throws MalformedOtlpException {
    throw new UnsupportedOperationException();
  }

  /**
   * Writes one request as one line of JSON, without line feed. Unknown fields are left out, because
   * OTLP/JSON has no name for them.
   *
   * @param protobuf the request's protobuf bytes
   * @param out gets UTF-8; neither flushed nor closed
   * @throws MalformedOtlpException if the bytes are no such request or exceed a limit; nothing has
   *     been written then
   * @throws IOException if {@code out} fails
   */
  public void writeJson(Signal signal, ByteSlice protobuf, OutputStream out)
      throws MalformedOtlpException, IOException {
    throw new UnsupportedOperationException();
  }
}
