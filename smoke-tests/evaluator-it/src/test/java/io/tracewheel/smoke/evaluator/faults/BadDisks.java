// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.evaluator.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.grpc.Status;
import io.tracewheel.smoke.evaluator.Load;
import io.tracewheel.smoke.evaluator.OtlpClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Disks that are full, slow or broken. */
final class BadDisks {

  private static final int SPANS = Load.SPANS_PER_REQUEST;

  private BadDisks() {}

  static List<Fault> all() {
    return List.of(
        new Fault("log full", BadDisks::logFull),
        new Fault("file system full", BadDisks::fileSystemFull),
        Fault.longOnly("disk slow", BadDisks::slow),
        Fault.longOnly("writes fail", BadDisks::failing));
  }

  private static void logFull(Stage stage) throws Exception {
    stage.setup.logSettings = "segment_bytes: 1MiB, max_bytes: 4MiB";
    stage.setup.compression = "none";
    stage.up();
    stage.sinkDown();
    int refused = fill(stage);
    stage.did(
        "log of 4 MiB filled while the destination is down, %,d requests refused as UNAVAILABLE,"
            + " then it is up",
        refused);
    stage.sinkUp();
    stage.over();
    stage.settle();
  }

  /** Sends until requests are refused one after the other. */
  private static int fill(Stage stage) {
    int refused = 0;
    try (OtlpClient client = new OtlpClient(stage.evaluator())) {
      for (int inARow = 0; inARow < 50; ) {
        var request = stage.ledger.request(10 * SPANS, "fill");
        Status.Code answer = client.grpc(request);
        if (answer == Status.Code.OK) {
          stage.ledger.acknowledged(request);
          inARow = 0;
        } else {
          assertThat(answer).isEqualTo(Status.Code.UNAVAILABLE);
          refused++;
          inARow++;
        }
      }
    }
    return refused;
  }

  private static void fileSystemFull(Stage stage) throws Exception {
    Path mount = Files.createDirectory(stage.directory().resolve("small"));
    if (run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", mount.toString()) != 0) {
      abort("a small file system can only be mounted by root");
    }
    stage.atTheEnd(() -> run("umount", mount.toString()));
    stage.setup.log = Files.createDirectory(mount.resolve("data")).resolve("log");
    stage.setup.logSettings = "segment_bytes: 1MiB, max_bytes: 1GiB";
    stage.setup.compression = "none";
    stage.up();
    stage.sinkDown();
    int refused = fill(stage);
    stage.did(
        "8 MiB tmpfs filled while the destination is down, %,d requests refused as UNAVAILABLE,"
            + " killed, started again, then it is up",
        refused);
    stage.kill();
    stage.duplicatesAtMost(Stage.IN_FLIGHT * SPANS);
    stage.up();
    stage.sinkUp();
    stage.over();
    stage.settle();
  }

  private static void slow(Stage stage) throws Exception {
    int seconds = stage.form.of(2, 20);
    stage.did("each sync takes 300 ms more, %d s under load", seconds);
    traced(stage, "fdatasync,fsync:delay_exit=300000");
    stage.up();
    stage.startLoad();
    Thread.sleep(seconds * 1_000L);
    stage.unload();
    stage.over();
    stage.settle();
  }

  private static void failing(Stage stage) throws Exception {
    int kinds = 0;
    // After the start, which syncs too and may well fail with a clear word.
    for (String injection :
        List.of(
            "fdatasync,fsync:error=EIO:when=40+7",
            "fdatasync,fsync:error=ENOSPC:when=40+5",
            "writev,pwritev,pwrite64:error=ENOSPC:when=60+9",
            "writev,pwritev,pwrite64:error=EIO:when=60+9")) {
      traced(stage, injection);
      stage.up();
      stage.startLoad();
      Thread.sleep(stage.form.of(500, 3_000));
      stage.unload();
      stage.kill();
      kinds++;
    }
    stage.setup.under.clear();
    stage.did("every 5th to 9th sync or write fails with EIO or ENOSPC, %d ways", kinds);
    stage.duplicatesAtMost(kinds * Stage.IN_FLIGHT * SPANS);
    stage.over();
    stage.up();
    stage.settle();
  }

  /** Runs the evaluator under a tracer that meddles with its system calls. */
  private static void traced(Stage stage, String injection) throws Exception {
    if (run("strace", "-qq", "-o", "/dev/null", "true") != 0) {
      abort("strace, which makes system calls slow or fail, is not there or may not trace");
    }
    String calls = injection.substring(0, injection.indexOf(':'));
    stage.setup.under.clear();
    stage.setup.under.addAll(
        List.of("strace", "-D", "-f", "-qq", "--seccomp-bpf", "-o", "/dev/null"));
    stage.setup.under.addAll(List.of("-e", "trace=" + calls, "-e", "inject=" + injection));
  }

  private static int run(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(20, TimeUnit.SECONDS) ? process.exitValue() : -1;
    } catch (IOException e) {
      return -1;
    }
  }
}
