// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.RunningEvaluator;
import io.tracewheel.server.config.ConfigException;
import io.tracewheel.server.config.ExporterConfig;
import io.tracewheel.server.config.HostPort;
import io.tracewheel.server.config.TlsFiles;
import io.tracewheel.server.export.Delivery;
import io.tracewheel.server.export.OtlpSender;
import io.tracewheel.server.tls.SecurityCheck;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who gets in, and how much of them, over gRPC and HTTP. */
@Timeout(120)
class SecurityTest {
  private static final ExporterConfig.Retry RETRY =
      new ExporterConfig.Retry(Duration.ofMillis(10), Duration.ofMillis(50));

  @TempDir private Path directory;
  private Pki pki;

  @BeforeEach
  void authority() throws Exception {
    pki = new Pki(directory.resolve("pki"), "test");
    pki.issue("server", "127.0.0.1");
    pki.issue("client", "127.0.0.1");
  }

  private String tls(boolean mutual) {
    String files =
        "tls: {cert_file: "
            + pki.cert("server")
            + ", key_file: "
            + pki.key("server")
            + (mutual ? ", client_ca_file: " + pki.ca() : "")
            + "}";
    return "receivers: {otlp: {protocols: {grpc: {" + files + "}, http: {" + files + "}}}}";
  }

  private TlsFiles trusting(Pki authority) {
    return new TlsFiles(null, null, authority.ca());
  }

  private TlsFiles known() {
    return new TlsFiles(pki.cert("client"), pki.key("client"), pki.ca());
  }

  @Test
  void tlsLetsInWhoTrustsTheServerAndNobodyElse() throws Exception {
    Pki stranger = new Pki(directory.resolve("stranger"), "stranger");
    try (RunningEvaluator evaluator = RunningEvaluator.start(directory, tls(false))) {
      assertThat(both(evaluator, trusting(pki), Map.of(), 1)).containsOnly("accepted");
      assertThat(both(evaluator, trusting(stranger), Map.of(), 1)).containsOnly("retry");
      // Plain text where TLS is spoken.
      assertThat(send(plainGrpc(evaluator, Map.of()), 1)).startsWith("retry");
    }
  }

  @Test
  void aServerWhoseCertificateNamesAnotherHostIsNotSentTo() throws Exception {
    pki.issue("server", "127.0.0.9");
    try (RunningEvaluator evaluator = RunningEvaluator.start(directory, tls(false))) {
      assertThat(both(evaluator, trusting(pki), Map.of(), 1)).containsOnly("retry");
    }
  }

  @Test
  void mutualTlsLetsInOnlyClientsWithACertificateOfTheAuthority() throws Exception {
    Pki stranger = new Pki(directory.resolve("stranger"), "stranger");
    stranger.issue("client", "127.0.0.1");
    try (RunningEvaluator evaluator = RunningEvaluator.start(directory, tls(true))) {
      assertThat(both(evaluator, known(), Map.of(), 1)).containsOnly("accepted");
      assertThat(both(evaluator, trusting(pki), Map.of(), 1)).containsOnly("retry");
      assertThat(
              both(
                  evaluator,
                  new TlsFiles(stranger.cert("client"), stranger.key("client"), pki.ca()),
                  Map.of(),
                  1))
          .containsOnly("retry");
    }
  }

  @Test
  void certificatesAreReadAnewWithoutAFailedRequestAndBadOnesAreRefused() throws Exception {
    try (RunningEvaluator evaluator = RunningEvaluator.start(directory, tls(false));
        OtlpSender open = tlsGrpc(evaluator, trusting(pki), Map.of())) {
      assertThat(send(open, 1)).isEqualTo("accepted");
      String before = serial(evaluator);
      // A key that is not the certificate's: the old pair stays.
      Files.writeString(pki.key("server"), Files.readString(pki.key("client")));
      Thread.sleep(2_000);
      assertThat(serial(evaluator)).isEqualTo(before);
      pki.issue("server", "127.0.0.1");
      String now = before;
      while (now.equals(before)) {
        assertThat(send(open, 1)).isEqualTo("accepted");
        assertThat(both(evaluator, trusting(pki), Map.of(), 1)).containsOnly("accepted");
        Thread.sleep(50);
        now = serial(evaluator);
      }
    }
  }

  /** Serial number of the certificate that a new connection is shown. */
  private String serial(RunningEvaluator evaluator) throws Exception {
    javax.net.ssl.SSLContext context = javax.net.ssl.SSLContext.getInstance("TLS");
    try (io.tracewheel.server.tls.LiveTls tls =
        io.tracewheel.server.tls.LiveTls.open(trusting(pki))) {
      context.init(null, new javax.net.ssl.TrustManager[] {tls.trustManager()}, null);
      try (javax.net.ssl.SSLSocket socket =
          (javax.net.ssl.SSLSocket)
              context.getSocketFactory().createSocket("127.0.0.1", evaluator.httpPort())) {
        socket.startHandshake();
        return ((java.security.cert.X509Certificate) socket.getSession().getPeerCertificates()[0])
            .getSerialNumber()
            .toString();
      }
    }
  }

  @Test
  void everyFileThatCannotBeUsedIsNamedBeforeAnythingIsStarted() throws Exception {
    Files.writeString(
        directory.resolve("rsa1.key"), "-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END");
    Files.writeString(directory.resolve("tokens"), "# none\nno-colon-secret-value\n");
    pki.issue("old", "127.0.0.1", Instant.now().minus(Duration.ofDays(1)));
    String[][] cases = {
      {"cert_file: /nowhere.pem, key_file: " + pki.key("server"), "/nowhere.pem", "cannot be read"},
      {
        "cert_file: " + pki.cert("server") + ", key_file: " + pki.key("client"),
        "client.key",
        "not that of"
      },
      {
        "cert_file: " + pki.cert("server") + ", key_file: " + directory.resolve("rsa1.key"),
        "rsa1.key",
        "openssl pkcs8"
      },
      {
        "cert_file: " + pki.cert("old") + ", key_file: " + pki.key("old"),
        "old.pem",
        "not valid now"
      },
      {
        "cert_file: " + pki.key("server") + ", key_file: " + pki.key("server"),
        "server.key",
        "certificate"
      },
    };
    for (String[] one : cases) {
      String yaml = "receivers: {otlp: {protocols: {grpc: {tls: {" + one[0] + "}}}}}";
      assertThatThrownBy(() -> SecurityCheck.check(RunningEvaluator.config(directory, yaml)))
          .isInstanceOf(ConfigException.class)
          .hasMessageContainingAll(one[1], one[2]);
    }
    assertThatThrownBy(
            () ->
                SecurityCheck.check(
                    RunningEvaluator.config(
                        directory,
                        "receivers: {otlp: {auth: {bearer_file: "
                            + directory.resolve("tokens")
                            + "}}}")))
        .hasMessageContaining("tokens:2")
        .hasMessageNotContaining("secret-value");
    for (String yaml :
        new String[] {
          "receivers: {otlp: {protocols: {grpc: {tls: {cert_file: x}}}}}",
          "receivers: {otlp: {protocols: {http: {tls: {client_ca_file: x}}}}}",
          "receivers: {otlp: {auth: {bearer: {a: \"\"}}}}",
          "exporters: {otlp/a: {endpoint: \"h:1\", tls: {key_file: x}}}",
        }) {
      assertThatThrownBy(() -> RunningEvaluator.config(directory, yaml))
          .as(yaml)
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("evaluator.yaml:1:");
    }
  }

  @Test
  void bearerAndBasicLetInWhoIsKnownAndAnswerOthersAsUnauthenticated() throws Exception {
    Path tokens = directory.resolve("tokens");
    Files.writeString(tokens, "team-b:token-b-1\nteam-b:token-b-2\n");
    String yaml =
        """
        receivers:
          otlp:
            auth:
              bearer: {team-a: token-a}
              bearer_file: %s
              basic: {bob: "pass:word"}
        """
            .formatted(tokens);
    try (RunningEvaluator evaluator = RunningEvaluator.start(directory, yaml)) {
      for (String good :
          new String[] {
            "Bearer token-a", "bearer token-b-1", "Bearer token-b-2", basic("bob:pass:word")
          }) {
        assertThat(plain(evaluator, Map.of("authorization", good), 1))
            .as(good)
            .containsOnly("accepted");
      }
      for (String bad :
          new String[] {
            "Bearer token-c",
            "Bearer ",
            "Bearer",
            "token-a",
            basic("bob:pass"),
            basic("team-a:token-a"),
            "Basic !!!",
            "Bearer bob:pass:word"
          }) {
        List<String> answers = plain(evaluator, Map.of("authorization", bad), 1);
        assertThat(answers.get(0)).as(bad).startsWith("refused UNAUTHENTICATED");
        assertThat(answers.get(1)).as(bad).startsWith("refused HTTP 401");
      }
      assertThat(plain(evaluator, Map.of(), 1).get(0)).startsWith("refused UNAUTHENTICATED");
      HttpResponse<String> challenge =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(
                          URI.create("http://127.0.0.1:" + evaluator.httpPort() + "/v1/traces"))
                      .header("Content-Type", "application/json")
                      .POST(BodyPublishers.ofString("{}"))
                      .build(),
                  BodyHandlers.ofString());
      assertThat(challenge.headers().firstValue("www-authenticate")).isPresent();
      assertThat(challenge.body()).contains("\"code\":16");

      // Exchanged while it runs.
      Files.writeString(tokens, "team-b:token-b-3\n");
      while (!plain(evaluator, Map.of("authorization", "Bearer token-b-3"), 1)
          .get(0)
          .equals("accepted")) {
        Thread.sleep(50);
      }
      assertThat(plain(evaluator, Map.of("authorization", "Bearer token-b-1"), 1).get(0))
          .startsWith("refused");
    }
  }

  @Test
  void aTenantThatSendsTooMuchIsToldWhenToComeBackAndOthersGoOn() throws Exception {
    String yaml =
        """
        receivers:
          otlp:
            auth: {bearer: {greedy: g, modest: m}}
            tenants: {header: x-tenant, items_per_second: 10}
        """;
    try (RunningEvaluator evaluator = RunningEvaluator.start(directory, yaml)) {
      Map<String, String> greedy = Map.of("authorization", "Bearer g", "x-tenant", "somebody-else");
      try (OtlpSender grpc = plainGrpc(evaluator, greedy);
          OtlpSender http = plainHttp(evaluator, greedy)) {
        assertThat(send(grpc, 3_000)).isEqualTo("accepted");
        Delivery byGrpc = delivery(grpc, 1);
        assertThat(byGrpc).isInstanceOf(Delivery.Retry.class);
        assertThat(((Delivery.Retry) byGrpc).reason()).startsWith("RESOURCE_EXHAUSTED");
        assertThat(((Delivery.Retry) byGrpc).after()).isGreaterThan(Duration.ofSeconds(200));
        Delivery byHttp = delivery(http, 1);
        assertThat(((Delivery.Retry) byHttp).reason()).startsWith("HTTP 429");
        assertThat(((Delivery.Retry) byHttp).after()).isGreaterThan(Duration.ofSeconds(200));
      }
      assertThat(plain(evaluator, Map.of("authorization", "Bearer m"), 1)).containsOnly("accepted");
    }
  }

  // --- clients ---

  private List<String> both(
      RunningEvaluator evaluator, TlsFiles files, Map<String, String> headers, int spans)
      throws Exception {
    try (OtlpSender grpc = tlsGrpc(evaluator, files, headers);
        OtlpSender http =
            OtlpSender.open(
                new ExporterConfig.OtlpHttp(
                    "otlphttp/c",
                    URI.create("https://127.0.0.1:" + evaluator.httpPort()),
                    headers,
                    files,
                    ExporterConfig.Compression.NONE,
                    Duration.ofSeconds(20),
                    RETRY,
                    1))) {
      return List.of(word(send(grpc, spans)), word(send(http, spans)));
    }
  }

  private static String word(String answer) {
    return answer.split(" ", 2)[0];
  }

  private List<String> plain(RunningEvaluator evaluator, Map<String, String> headers, int spans)
      throws Exception {
    List<String> answers = new ArrayList<>();
    try (OtlpSender grpc = plainGrpc(evaluator, headers);
        OtlpSender http = plainHttp(evaluator, headers)) {
      answers.add(send(grpc, spans));
      answers.add(send(http, spans));
    }
    return answers;
  }

  private static OtlpSender tlsGrpc(
      RunningEvaluator evaluator, TlsFiles files, Map<String, String> headers) {
    return OtlpSender.open(grpc(evaluator, headers, false, files));
  }

  private static OtlpSender plainGrpc(RunningEvaluator evaluator, Map<String, String> headers) {
    return OtlpSender.open(grpc(evaluator, headers, true, TlsFiles.NONE));
  }

  private static ExporterConfig.Otlp grpc(
      RunningEvaluator evaluator, Map<String, String> headers, boolean insecure, TlsFiles files) {
    return new ExporterConfig.Otlp(
        "otlp/c",
        new HostPort("127.0.0.1", evaluator.grpcPort()),
        headers,
        insecure,
        files,
        ExporterConfig.Compression.NONE,
        Duration.ofSeconds(20),
        RETRY,
        1);
  }

  private static OtlpSender plainHttp(RunningEvaluator evaluator, Map<String, String> headers) {
    return OtlpSender.open(
        new ExporterConfig.OtlpHttp(
            "otlphttp/c",
            URI.create("http://127.0.0.1:" + evaluator.httpPort()),
            headers,
            TlsFiles.NONE,
            ExporterConfig.Compression.NONE,
            Duration.ofSeconds(20),
            RETRY,
            1));
  }

  private static String basic(String userAndPassword) {
    return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(UTF_8));
  }

  private static String send(OtlpSender sender, int spans) throws Exception {
    Delivery delivery = delivery(sender, spans);
    if (delivery instanceof Delivery.Retry retry) {
      return "retry " + retry.reason();
    }
    return delivery instanceof Delivery.Refused refused
        ? "refused " + refused.reason()
        : "accepted";
  }

  private static Delivery delivery(OtlpSender sender, int spans) throws Exception {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (int i = 0; i < spans; i++) {
      scope.addSpans(
          Span.newBuilder()
              .setTraceId(ByteString.copyFromUtf8("0123456789abcdef"))
              .setSpanId(ByteString.copyFromUtf8("01234567"))
              .setName("s"));
    }
    byte[] request =
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(scope))
            .build()
            .toByteArray();
    return sender.send(Signal.TRACES, ByteSlice.of(request)).get(60, TimeUnit.SECONDS);
  }
}
