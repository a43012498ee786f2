// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.logtool;

import io.tracewheel.otlp.MalformedOtlpException;
import io.tracewheel.otlp.OtlpJson;
import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.server.log.LogRecord;
import io.tracewheel.server.replay.RequestFile;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where copied requests go. */
interface RequestOutput extends Closeable {

  /**
   * Writes one request.
   *
   * @return false if it has no form in this output
   */
  boolean write(LogRecord record) throws IOException;

  /** OTLP/JSON lines in a file, or on standard output if there is none. */
  static RequestOutput lines(@Nullable Path file) throws IOException {
    return new Lines(
        new BufferedOutputStream(file == null ? System.out : opened(file)), file != null);
  }

  private static OutputStream opened(Path file) throws IOException {
    try {
      return Files.newOutputStream(file);
    } catch (IOException e) {
      throw new IOException(
          "The requests cannot be written to " + file + "; check the path and its rights.", e);
    }
  }

  /** Protobuf, a file for each request, in a directory that is made if need be. */
  static RequestOutput files(Path directory) throws IOException {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new IOException(
          "The requests cannot be written to " + directory + "; name a directory.", e);
    }
    return new OneEach(directory);
  }

  /** Lines. */
  final class Lines implements RequestOutput {
    private final OtlpJson json = new OtlpJson(ScanLimits.DEFAULT);
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final OutputStream out;
    private final boolean ours;

    private Lines(OutputStream out, boolean ours) {
      this.out = out;
      this.ours = ours;
    }

    @Override
    public boolean write(LogRecord record) throws IOException {
      line.reset();
      try {
        json.writeJson(record.signal(), record.request(), line);
      } catch (MalformedOtlpException e) {
        return false;
      }
      line.write('\n');
      line.writeTo(out);
      return true;
    }

    @Override
    public void close() throws IOException {
      out.flush();
      if (ours) {
        out.close();
      }
    }
  }

  /** Files. */
  record OneEach(Path directory) implements RequestOutput {
    @Override
    public boolean write(LogRecord record) throws IOException {
      Path file = directory.resolve(RequestFile.name(record.position(), record.signal()));
      Files.write(file, record.request().toByteArray());
      return true;
    }

    @Override
    public void close() {}
  }
}
