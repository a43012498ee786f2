// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CommandLineTest {
  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return EvaluatorCommand.run(new PrintWriter(out), new PrintWriter(err), arguments);
  }

  private int up(String... more) {
    List<String> arguments = new ArrayList<>(List.of("up", "--data", data()));
    arguments.addAll(List.of(more));
    if (!arguments.contains("--config")) {
      arguments.addAll(List.of("--grpc-port", "0", "--http-port", "0"));
    }
    return run(arguments.toArray(new String[0]));
  }

  private int listen(String grpcPort, String httpPort) {
    return run("up", "--data", data(), "--grpc-port", grpcPort, "--http-port", httpPort);
  }

  private String data() {
    return directory.resolve("data").toString();
  }

  @Test
  void everyCommandHasHelp() {
    for (String[] help :
        new String[][] {{"--help"}, {"up", "--help"}, {"validate", "--help"}, {}}) {
      assertThat(run(help)).isZero();
    }
    assertThat(out.toString()).contains("--config", "--to", "--grpc-port", "CONFIG");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void namesAnUnknownOptionAndAWrongNumber() {
    assertThat(up("--too", "x")).isEqualTo(2);
    assertThat(err.toString()).contains("--too").contains("See tracewheel up --help.");
    assertThat(run("up", "--grpc-port", "many")).isEqualTo(2);
    assertThat(err.toString()).contains("--grpc-port").contains("many");
    assertThat(run("up", "--http-port", "70000")).isEqualTo(2);
    assertThat(err.toString())
        .contains("--http-port is 70000, but it takes a port from 0 to 65535.");
  }

  @Test
  void namesAnOccupiedPortAndTheOptionToChangeIt() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = Integer.toString(taken.getLocalPort());

      assertThat(listen(port, "0")).isEqualTo(2);
      assertThat(err.toString())
          .isEqualToIgnoringNewLines(
              "Port "
                  + port
                  + " of 127.0.0.1 for OTLP/gRPC is in use by another program; stop that, or choose another with"
                  + " --grpc-port or receivers.otlp.protocols.grpc.endpoint.");

      assertThat(listen("0", port)).isEqualTo(2);
      assertThat(err.toString())
          .contains("for OTLP/HTTP is in use by another program")
          .contains("--http-port or receivers.otlp.protocols.http.endpoint.");
    }
  }

  @Test
  void namesAMissingConfigurationFile() {
    assertThat(up("--config", directory.resolve("none.yaml").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("none.yaml: there is no such configuration file");
  }

  @Test
  void namesABadDestinationAndOneGivenTwice() {
    assertThat(up("--to", "localhost:4317")).isEqualTo(2);
    assertThat(err.toString()).contains("\"localhost:4317\" is no destination; write grpc://");
    assertThat(up("--to", "grpc://a:1", "--to", "grpc://a:1")).isEqualTo(2);
    assertThat(err.toString()).contains("otlp/a:1 is given twice");
  }

  @Test
  void namesALogDirectoryThatIsNone() throws Exception {
    Files.writeString(directory.resolve("data"), "a file");

    assertThat(up()).isEqualTo(2);
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString()).contains(directory.resolve("data").toString());
  }

  @Test
  void namesAHostThatIsUnknown() throws Exception {
    Path config =
        Files.writeString(
            directory.resolve("c.yaml"),
            "receivers: {otlp: {protocols: {grpc: {endpoint: 'no-such-host.invalid:0'}}}}");

    assertThat(up("--config", config.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("no-such-host.invalid:0 is unknown");
  }

  @Test
  void validatesAFile() throws Exception {
    Path good =
        Files.writeString(
            directory.resolve("good.yaml"),
            "exporters: {otlp/b: {endpoint: 'b:4317'}, file/f: {path: f.jsonl}}");
    Path bad = Files.writeString(directory.resolve("bad.yaml"), "logs: {}\nscores: 1\n", UTF_8);

    assertThat(run("validate", good.toString())).isZero();
    assertThat(out.toString())
        .contains("good.yaml is valid; destinations: OTLP/gRPC b:4317, file f.jsonl.");
    assertThat(run("validate", bad.toString())).isEqualTo(2);
    assertThat(err.toString().lines())
        .satisfiesExactly(
            one ->
                assertThat(one)
                    .contains("bad.yaml:1:1: unknown key \"logs\"; did you mean \"log\"?"),
            two -> assertThat(two).contains("bad.yaml:2:9: scores is \"1\""));
    assertThat(run("validate")).isEqualTo(2);
    assertThat(err.toString()).contains("CONFIG");
  }
}
