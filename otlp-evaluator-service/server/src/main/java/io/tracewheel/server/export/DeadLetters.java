// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.export;

import io.tracewheel.otlp.MalformedOtlpException;
import io.tracewheel.otlp.OtlpJson;
import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.server.log.LogRecord;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Base64;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * Requests that a destination refused for good, as OTLP/JSON lines, so that they can be looked at
 * and replayed. Each has one field more, {@code tracewheelDeadLetter}, with destination, time and
 * reason; OTLP readers ignore it. A file that has grown too long takes the place of the one before,
 * whose letters are gone then, which is said.
 */
final class DeadLetters {
  private static final long MAX_BYTES = 256L << 20;

  private static final Logger LOG = LoggerFactory.getLogger(Destinations.class);

  private final LetterFiles files;
  private final OtlpJson json = new OtlpJson(ScanLimits.DEFAULT);

  DeadLetters(Path directory, String destination) {
    this.files = new LetterFiles(directory, destination);
  }

  /** Adds a request; it is on the disk when this returns. */
  synchronized void add(LogRecord record, String reason) throws IOException {
    byte[] line = line(record, reason);
    Files.createDirectories(files.directory());
    try (Closeable lock = files.lock()) {
      if (Files.exists(files.current()) && Files.size(files.current()) > MAX_BYTES) {
        if (Files.exists(files.old())) {
          LOG.warn(
              "The dead letters of destination {} fill two files; the older {} bytes are dropped",
              files.destination(),
              Files.size(files.old()));
        }
        Files.move(files.current(), files.old(), StandardCopyOption.REPLACE_EXISTING);
      }
      append(line);
    }
  }

  private void append(byte[] line) throws IOException {
    try (FileChannel out =
        FileChannel.open(
            files.current(),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      long end = out.size();
      ByteBuffer last = ByteBuffer.allocate(1);
      boolean torn = end > 0 && out.read(last, end - 1) == 1 && last.get(0) != '\n';
      ByteBuffer bytes = ByteBuffer.allocate(line.length + 1);
      if (torn) {
        bytes.put((byte) '\n'); // what a crash cut off must not spoil this one
      }
      bytes.put(line).flip();
      out.position(end);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(false);
    }
  }

  private byte[] line(LogRecord record, String reason) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String head =
        "{\"tracewheelDeadLetter\":{\"destination\":"
            + quoted(files.destination())
            + ",\"signal\":"
            + quoted(record.signal().name())
            + ",\"position\":"
            + record.position()
            + ",\"received\":"
            + quoted(Instant.ofEpochMilli(record.receivedMillis()).toString())
            + ",\"refused\":"
            + quoted(Instant.now().toString())
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
