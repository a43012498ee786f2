// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.evaluator.faults;

import io.tracewheel.smoke.evaluator.EvaluatorProcess.Launch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How the evaluator of a stage is configured; changed before it starts. */
final class Setup {
  /** Prefix of the command, such as a tracer. */
  final List<String> under = new ArrayList<>();

  /** Further options of the JVM. */
  final List<String> java = new ArrayList<>();

  /** Where the log is. */
  Path log;

  /** Further settings of the log. */
  String logSettings = "";

  /** {@code otlp} or {@code otlphttp}. */
  String transport = "otlp";

  /** Of what is sent; with gzip, what is logged is gzip too. */
  String compression = "gzip";

  /** Of one attempt. */
  String timeout = "5s";

  /** Longest wait between attempts. */
  String longestWait = "200ms";

  /** Further top-level settings. */
  String more = "";

  Setup(Path directory) {
    log = directory.resolve("data/log");
  }

  Launch launch() {
    return new Launch(List.copyOf(under), List.copyOf(java));
  }

  String yaml(int grpcPort, int httpPort) {
    boolean http = transport.equals("otlphttp");
    return """
        log: {directory: "%s"%s}
        exporters:
          %s/sink:
            endpoint: %s
            %s
            compression: %s
            timeout: %s
            retry_on_failure: {initial_interval: 20ms, max_interval: %s}
        %s
        """
        .formatted(
            log,
            logSettings.isEmpty() ? "" : ", " + logSettings,
            transport,
            http ? "http://127.0.0.1:" + httpPort : "127.0.0.1:" + grpcPort,
            http ? "" : "tls: {insecure: true}",
            compression,
            timeout,
            longestWait,
            more);
  }
}
