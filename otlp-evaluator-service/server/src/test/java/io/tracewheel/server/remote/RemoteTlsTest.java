// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.TlsServerCredentials;
import io.tracewheel.evaluators.EvaluationClock;
import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.Score;
import io.tracewheel.evaluators.Unjudged;
import io.tracewheel.evaluators.Unscored;
import io.tracewheel.evaluators.trajectory.AsyncTrajectoryEvaluator;
import io.tracewheel.evaluators.trajectory.Run;
import io.tracewheel.server.config.Substitution;
import io.tracewheel.server.security.Pki;
import io.tracewheel.trace.trajectory.Detail;
import io.tracewheel.trace.trajectory.SpanProjection;
import io.tracewheel.trace.trajectory.Trajectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server of evaluators behind TLS that wants a token. */
@Timeout(60)
class RemoteTlsTest {
  private static final String TOKEN = "s3cret-token";

  @TempDir private Path directory;
  private final List<RemoteEvaluators> opened = new ArrayList<>();
  private Pki ours;
  private TestServer server;

  @SuppressWarnings("NullAway.Init") // set before each test
  RemoteTlsTest() {}

  @BeforeEach
  void start() throws Exception {
    ours = new Pki(directory.resolve("ours"), "ours");
    ours.issue("server", "127.0.0.1");
    server =
        new TestServer(
            0,
            TlsServerCredentials.create(ours.cert("server").toFile(), ours.key("server").toFile()));
    server.wants(TOKEN);
  }

  @AfterEach
  void stop() {
    opened.forEach(RemoteEvaluators::close);
    server.close();
  }

  @Test
  void aServerWhoseAuthorityIsTrustedGetsTheTokenOfTheEnvironmentOrOfAFile() throws Exception {
    Files.writeString(directory.resolve("token"), TOKEN + "\n");
    for (String token : List.of("${env:TOKEN}", "${file:" + directory.resolve("token") + "}")) {
      assertThat(
              ask(
                  "\"ca_file\": \"ours/ca.pem\", \"headers\": {\"Authorization\": \"Bearer "
                      + token
                      + "\"}"))
          .isInstanceOf(Score.class);
    }
    assertThat(server.calls).hasSize(2);
  }

  @Test
  void aServerOfAnotherAuthorityAndOneThatSpeaksPlainTextGetNothing() throws Exception {
    new Pki(directory.resolve("theirs"), "theirs");
    String headers = ", \"headers\": {\"authorization\": \"Bearer ${env:TOKEN}\"}";
    for (String how :
        List.of("\"ca_file\": \"theirs/ca.pem\"", "\"tls\": true", "\"tls\": false")) {
      Outcome outcome = ask(how + headers);
      assertThat(outcome.unscored()).as(how).isEqualTo(Unscored.UNREACHABLE);
    }
    assertThat(server.calls).isEmpty();
  }

  @Test
  void aTokenThatIsRefusedIsInNoReasonAndNoText() throws Exception {
    Outcome outcome =
        ask(
            "\"ca_file\": \"ours/ca.pem\", \"headers\": {\"authorization\": \"Bearer wr0ng-token\"}");
    assertThat(outcome.unscored()).isEqualTo(Unscored.UNREACHABLE);
    assertThat(((Unjudged) outcome).reason()).contains("UNAUTHENTICATED");
    assertThat(outcome + " " + opened.get(0).state())
        .contains("authorization")
        .doesNotContain("wr0ng");
  }

  @Test
  void headersThatCannotBeSentOrWouldBeSentUnencryptedAreRefused() {
    assertThatThrownBy(() -> ask("\"headers\": {\"a b\": \"x\"}"))
        .hasMessageContaining("\"a b\" is none");
    assertThatThrownBy(() -> ask("\"headers\": {\"grpc-timeout\": \"1S\"}"))
        .hasMessageContaining("\"grpc-timeout\" is none");
    assertThatThrownBy(() -> ask("\"headers\": {\"a\": \"s3cr\\u00e9t\"}"))
        .hasMessageContaining("header a of remote mine takes printable ASCII")
        .hasMessageNotContaining("s3cr");
    assertThatThrownBy(() -> ask("\"headers\": {\"a\": \"${env:NONE}\"}"))
        .hasMessageContaining("environment variable NONE is not set");
    assertThatThrownBy(() -> ask("\"ca_file\": \"none.pem\""))
        .hasMessageContaining("ca_file of remote mine cannot be read");
    assertThatThrownBy(() -> ask("\"ca_file\": \"ours/ca.pem\", \"tls\": false"))
        .hasMessageContaining("remove one of");
    assertThatThrownBy(
            () ->
                RemoteSettings.read(
                    "mine",
                    json("{\"target\": \"far:1\", \"tls\": false, \"headers\": {\"a\": \"b\"}}"),
                    Path.of("rules.yaml"),
                    text -> text))
        .hasMessageContaining("would be sent unencrypted");
  }

  private Outcome ask(String settings) throws Exception {
    JsonNode section =
        json("{\"mine\": {\"target\": \"127.0.0.1:" + server.port() + "\", " + settings + "}}");
    RemoteEvaluators remote =
        RemoteEvaluators.of(
                directory.resolve("rules.yaml"),
                () -> section,
                new Substitution(name -> name.equals("TOKEN") ? TOKEN : null)::apply,
                EvaluationClock.system())
            .renewed();
    opened.add(remote);
    AsyncTrajectoryEvaluator polite = remote.create("remote/mine/polite", "r", json("{}"));
    SpanProjection span =
        new SpanProjection(
            "0".repeat(31) + "1",
            "0".repeat(15) + "1",
            null,
            1,
            2,
            "chat",
            null,
            false,
            null,
            new Detail.Other(List.of()));
    return polite
        .evaluate(new Run(Trajectory.of(List.of(span), List.of()), null))
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
  }

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }
}
