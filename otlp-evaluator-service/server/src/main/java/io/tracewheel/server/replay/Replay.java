// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.replay;

import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.MalformedOtlpException;
import io.tracewheel.otlp.OtlpJson;
import io.tracewheel.otlp.RequestCheck;
import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.otlp.Signal;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Reads recordings in their order and sends every line, several at a time. Used once. */
final class Replay {
  private static final int IN_FLIGHT = 8;

  private final Target target;
  private final Pace pace;
  private final Tally tally;
  private final OtlpJson json = new OtlpJson(ScanLimits.DEFAULT);
  private final RequestCheck check = new RequestCheck();
  private final Semaphore window = new Semaphore(IN_FLIGHT);
  private final ExecutorService senders = Executors.newFixedThreadPool(IN_FLIGHT);

  Replay(Target target, Pace pace, Tally tally) {
    this.target = target;
    this.pace = pace;
    this.tally = tally;
  }

  /**
   * Sends everything; returns when every request has been answered.
   *
   * @throws BadRecordingException if a recording cannot be read to its end; what was read before
   *     has been sent and answered then
   */
  void run(List<String> recordings, InputStream stdin) throws IOException, InterruptedException {
    try {
      for (String name : recordings) {
        Signal one = RequestFile.signal(name);
        if (one != null) {
          sendFile(name, one);
          continue;
        }
        try (Recording recording = Recording.open(name, stdin)) {
          for (ByteSlice line = recording.next(); line != null; line = recording.next()) {
            send(recording, line);
          }
        }
      }
    } finally {
      senders.shutdown();
      while (!senders.awaitTermination(1, TimeUnit.SECONDS)) {
        tally.progress();
      }
    }
  }

  private void send(Recording recording, ByteSlice line) throws IOException, InterruptedException {
    String place = recording.name() + ":" + recording.line();
    Signal signal = LineSignal.of(line);
    if (signal == null) {
      throw new BadRecordingException(
          place
              + " is no OTLP/JSON request: a line is one JSON object with resourceSpans,"
              + " resourceLogs or resourceMetrics.");
    }
    try {
      send(place, signal, json.toProtobuf(signal, line).toByteArray());
    } catch (MalformedOtlpException e) {
      throw new BadRecordingException(place + " is no OTLP/JSON request: " + e.getMessage());
    }
  }

  private void sendFile(String name, Signal signal) throws IOException, InterruptedException {
    try {
      send(name, signal, RequestFile.read(name).toByteArray());
    } catch (MalformedOtlpException e) {
      throw new BadRecordingException(
          name + " is no OTLP request of " + signal.items() + ": " + e.getMessage());
    }
  }

  private void send(String place, Signal signal, byte[] request)
      throws MalformedOtlpException, InterruptedException {
    int items = check.items(signal, ByteSlice.of(request), ScanLimits.DEFAULT);
    pace.await(items);
    window.acquire();
    senders.execute(
        () -> {
          try {
            tally.answered(place, signal, items, target.send(signal, ByteSlice.of(request)));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            tally.answered(place, signal, items, new Target.Answer(false, true, 0, "interrupted"));
          } catch (RuntimeException e) {
            tally.answered(place, signal, items, new Target.Answer(false, true, 0, e.toString()));
          } finally {
            window.release();
          }
        });
    tally.progress();
  }
}
