// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.benchmark.road;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A packaged evaluator to be started for a measurement.
 *
 * @param packaged its directory
 * @param data where its configuration and its log are put
 * @param sinkPorts of its destinations on loopback
 * @param compression towards them: none, gzip or zstd
 * @param judgePort of a judge that every trace is put to; 0 for none
 * @param adminPort 0 for any
 */
record EvaluatorSetup(
    Path packaged,
    Path data,
    List<Integer> sinkPorts,
    String compression,
    int judgePort,
    int adminPort) {

  /** Arguments of {@code java} that start it. */
  List<String> arguments() throws IOException {
    Files.createDirectories(data);
    StringBuilder yaml = new StringBuilder();
    if (judgePort > 0) {
      Files.writeString(data.resolve("rules.yaml"), rules());
      yaml.append("evaluators:\n  rules: rules.yaml\n  traces: {quiet: 200ms}\n");
    }
    yaml.append("exporters:\n");
    for (int port : sinkPorts) {
      yaml.append(
          """
            otlp/sink%d:
              endpoint: 127.0.0.1:%d
              tls: {insecure: true}
              compression: %s
              retry_on_failure: {initial_interval: 100ms, max_interval: 500ms}
          """
              .formatted(port, port, compression));
    }
    yaml.append("telemetry: {logs: {level: error}}\n");
    Path config = Files.writeString(data.resolve("evaluator.yaml"), yaml);
    List<String> arguments = new ArrayList<>();
    arguments.add("-jar");
    arguments.add(packaged.resolve("tracewheel-evaluator.jar").toString());
    arguments.addAll(List.of("up", "--config", config.toString(), "--data", data.toString()));
    arguments.addAll(List.of("--grpc-port", "0", "--http-port", "0"));
    arguments.addAll(List.of("--admin-port", Integer.toString(adminPort)));
    return arguments;
  }

  private String rules() {
    return """
    judges:
      main:
        provider: openai
        model: judge
        endpoint: "http://127.0.0.1:%d/v1"
        timeouts: {first_byte_seconds: 5, total_seconds: 5}
    rubrics:
      polite:
        prompt: "Is it polite?\\n{{answer}}"
        variables: {answer: final_answer}
        score: {type: boolean}
    rules:
      - {evaluator: tokens}
      - {name: kind, evaluator: judge, params: {rubric: polite}}
    """
        .formatted(judgePort);
  }

  /** A port on loopback that nobody listens on at the moment. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
