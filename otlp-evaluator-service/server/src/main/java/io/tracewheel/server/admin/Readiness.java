// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.admin;

import io.tracewheel.server.log.LogStatistics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether requests should be sent here. A destination that is down is no reason against it: what
 * comes is kept for it.
 */
final class Readiness {
  /** The log counts as full from here on, so that balancers turn away before it is. */
  private static final double FULL = 0.95;

  private static final int PROBE_BYTES = 4096;

  private final Parts parts;

  Readiness(Parts parts) {
    this.parts = parts;
  }

  /** One reason against being ready: a word for programs and a sentence for people. */
  record Reason(String code, String sentence) {}

  /** All reasons against it; empty when ready. */
  List<Reason> reasons() {
    List<Reason> reasons = new ArrayList<>();
    if (parts.intake().draining()) {
      reasons.add(new Reason("stopping", "The evaluator is stopping."));
    } else if (!parts.started().get()) {
      reasons.add(new Reason("starting", "The receivers are not bound yet."));
    }
    LogStatistics log = parts.log().get();
    if (log.storedBytes() >= FULL * parts.logCapacity()) {
      reasons.add(
          new Reason(
              "log_full",
              "The log holds "
                  + log.storedBytes()
                  + " bytes of at most "
                  + parts.logCapacity()
                  + " (log.max_bytes), because destinations lag."));
    }
    if (parts.pipeline().logFailing()) {
      String failure = probe();
      if (!failure.isEmpty()) {
        reasons.add(new Reason("log_not_writable", "The log cannot be written: " + failure + "."));
      }
    }
    return reasons;
  }

  AdminServer.Page page() {
    List<Reason> reasons = reasons();
    StringBuilder json = new StringBuilder("{\"status\":\"");
    json.append(reasons.isEmpty() ? "ready" : "not_ready").append("\",\"reasons\":[");
    for (int i = 0; i < reasons.size(); i++) {
      Reason reason = reasons.get(i);
      json.append(i == 0 ? "" : ",")
          .append("{\"code\":\"")
          .append(reason.code())
          .append("\",\"message\":\"")
          .append(escaped(reason.sentence()))
          .append("\"}");
    }
    return AdminServer.Page.json(reasons.isEmpty() ? 200 : 503, json.append("]}").toString());
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ");
  }

  /** Once nobody sends any more, only an attempt tells that the disk is well again. */
  private String probe() {
    Path file = parts.logDirectory().resolve("probe.tmp");
    try (FileChannel out =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      out.write(ByteBuffer.allocate(PROBE_BYTES));
      out.force(true);
      return "";
    } catch (IOException e) {
      return e.getClass().getSimpleName() + ": " + e.getMessage();
    } finally {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        // Left for the next attempt, which writes over it.
      }
    }
  }
}
