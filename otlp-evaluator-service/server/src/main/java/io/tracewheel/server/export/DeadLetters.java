// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.export;

import io.tracewheel.otlp.MalformedOtlpException;
import io.tracewheel.otlp.OtlpJson;
import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.server.log.LogRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Base64;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * Requests that a destination refused for good, as OTLP/JSON lines, so that they can be looked at
 * and replayed. Each has one field more, {@code tracewheelDeadLetter}, with destination, time and
 * reason; OTLP readers ignore it. A file that has grown too long takes the place of the one before.
 */
final class DeadLetters {
  private static final long MAX_BYTES = 256L << 20;

  private final Path file;
  private final String destination;
  private final OtlpJson json = new OtlpJson(ScanLimits.DEFAULT);

  DeadLetters(Path directory, String destination) {
    this.file =
        directory.resolve(URLEncoder.encode(destination, StandardCharsets.UTF_8) + ".jsonl");
    this.destination = destination;
  }

  /** Adds a request; it is on the disk when this returns. */
  synchronized void add(LogRecord record, String reason) throws IOException {
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    if (Files.exists(file) && Files.size(file) > MAX_BYTES) {
      Files.move(
          file,
          file.resolveSibling(file.getFileName() + ".old"),
          StandardCopyOption.REPLACE_EXISTING);
    }
    ByteBuffer line = ByteBuffer.wrap(line(record, reason));
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      out.position(out.size());
      while (line.hasRemaining()) {
        out.write(line);
      }
      out.force(false);
    }
  }

  private byte[] line(LogRecord record, String reason) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String head =
        "{\"tracewheelDeadLetter\":{\"destination\":"
            + quoted(destination)
            + ",\"signal\":"
            + quoted(record.signal().name())
            + ",\"received\":"
            + quoted(Instant.ofEpochMilli(record.receivedMillis()).toString())
            + ",\"reason\":"
            + quoted(reason);
    out.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    try {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      json.writeJson(record.signal(), record.request(), body);
      out.writeBytes("}".getBytes(StandardCharsets.UTF_8));
      byte[] object = body.toByteArray();
      if (object.length > 2) {
        out.write(',');
        out.write(object, 1, object.length - 2);
      }
    } catch (MalformedOtlpException e) {
      // Never received so; but what is in the log must not be lost for lack of a form.
      String raw = Base64.getEncoder().encodeToString(record.request().toByteArray());
      out.writeBytes((",\"protobuf\":" + quoted(raw) + "}").getBytes(StandardCharsets.UTF_8));
    }
    out.writeBytes("}\n".getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  private static String quoted(String text) {
    return "\"" + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + "\"";
  }
}
