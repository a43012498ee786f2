// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import java.io.IOException;
import java.io.OutputStream;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * OTLP/JSON to protobuf and back, for all four signals. OTLP/JSON is not plain protobuf JSON: trace
 * and span ids are hexadecimal digits in either case, enums are integers only, names are
 * lowerCamelCase only and unknown ones are ignored. 64-bit integers are strings on output, strings
 * or numbers on input; other bytes are base64. Of a name that occurs twice in one object the last
 * counts. Source: OTLP specification 1.11.0, "JSON Protobuf Encoding". Profiles are in development
 * upstream; their {@code profileId} is read and written as hexadecimal digits, as the OpenTelemetry
 * Collector does.
 *
 * <p>Buffers are reused; not thread-safe.
 */
public final class OtlpJson {
  private final ScanLimits limits;
  private final JsonFactory factory;
  private final JsonRequestReader reader;
  private final RequestCheck check = new RequestCheck();

  /** A converter for one thread, with the limits that it holds both JSON and protobuf to. */
  public OtlpJson(ScanLimits limits) {
    this.limits = limits;
    // Each message in a list is two levels of JSON.
    int depth = 2 * limits.nesting() + 8;
    factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(depth)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .streamWriteConstraints(StreamWriteConstraints.builder().maxNestingDepth(depth).build())
            // The client's names are not for the JVM's table of strings.
            .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
            // The same digits on every JDK.
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();
    reader = new JsonRequestReader(factory, limits);
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
    return reader.read(signal.request(), json);
  }

  /**
   * Writes one request as one line of JSON, without line feed. The same request gives the same
   * line. Fields that OTLP does not know are left out, because JSON has no name for them; zero
   * values of fields without presence are left out as well.
   *
   * @param protobuf the request's protobuf bytes
   * @param out gets UTF-8; neither flushed nor closed
   * @throws MalformedOtlpException if the bytes are no such request or exceed a limit; nothing has
   *     been written then
   * @throws IOException if {@code out} fails
   */
  public void writeJson(Signal signal, ByteSlice protobuf, OutputStream out)
      throws MalformedOtlpException, IOException {
    check.items(signal, protobuf, limits);
    JsonRequestWriter.write(factory, signal.request(), protobuf, out);
  }
}
