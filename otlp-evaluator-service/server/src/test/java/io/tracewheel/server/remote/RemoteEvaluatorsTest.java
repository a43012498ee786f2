// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.tracewheel.evaluators.EvaluationClock;
import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.Score;
import io.tracewheel.evaluators.ScoreScale;
import io.tracewheel.evaluators.Unjudged;
import io.tracewheel.evaluators.Unscored;
import io.tracewheel.evaluators.trajectory.AsyncTrajectoryEvaluator;
import io.tracewheel.evaluators.trajectory.Call;
import io.tracewheel.evaluators.trajectory.Reference;
import io.tracewheel.evaluators.trajectory.Run;
import io.tracewheel.proto.evaluator.v1.EvaluateRequest;
import io.tracewheel.proto.evaluator.v1.EvaluateResponse;
import io.tracewheel.proto.evaluator.v1.NotScored;
import io.tracewheel.proto.evaluator.v1.Result;
import io.tracewheel.proto.evaluator.v1.Subject;
import io.tracewheel.trace.JsonValue;
import io.tracewheel.trace.Message;
import io.tracewheel.trace.Part;
import io.tracewheel.trace.Role;
import io.tracewheel.trace.TokenUsage;
import io.tracewheel.trace.trajectory.Content;
import io.tracewheel.trace.trajectory.Detail;
import io.tracewheel.trace.trajectory.SpanProjection;
import io.tracewheel.trace.trajectory.Trajectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Servers of evaluators, good and bad ones. */
@Timeout(120)
class RemoteEvaluatorsTest {
  private final List<RemoteEvaluators> opened = new ArrayList<>();
  private TestServer server;
  private RemoteEvaluators remote;

  @SuppressWarnings("NullAway.Init") // set before each test
  RemoteEvaluatorsTest() {}

  @BeforeEach
  void start() throws Exception {
    server = new TestServer(0);
    remote = open("");
  }

  @AfterEach
  void stop() {
    opened.forEach(RemoteEvaluators::close);
    server.close();
  }

  @Test
  void aServerScoresWhatItIsSentInTheNormalForm() throws Exception {
    AsyncTrajectoryEvaluator polite =
        remote.create("remote/mine/polite", "r", json("{\"strict\": true}"));
    Reference reference =
        new Reference(
            List.of(new Call("find", json("{\"id\": 7}"))),
            2,
            null,
            null,
            true,
            "yes",
            List.of("a"));
    Outcome outcome = get(polite.evaluate(run("It is done.", reference)));
    assertThat(outcome).isInstanceOf(Score.class);
    Score score = (Score) outcome;
    assertThat(score.label()).isEqualTo("pass");
    assertThat(score.explanation()).isEqualTo("It is done.");
    assertThat(score.scale()).isEqualTo(ScoreScale.PASS_FAIL);
    assertThat(score.provenance().evaluatorId()).isEqualTo("remote/mine/polite");
    assertThat(score.evaluatorVersion()).matches("v1-[0-9a-f]{8}").isEqualTo(polite.version());

    EvaluateRequest call = server.calls.get(0);
    assertThat(call.getEvaluatorId()).isEqualTo("polite");
    assertThat(call.getParameters().getFieldsOrThrow("strict").getBoolValue()).isTrue();
    Subject subject = call.getSubjects(0);
    assertThat(subject.getTraceId()).isEqualTo("0".repeat(31) + "1");
    assertThat(subject.getFinalAnswer()).isEqualTo("It is done.");
    assertThat(subject.getSteps(0).getModel().getModel()).isEqualTo("m-1");
    assertThat(subject.getSteps(0).getModel().getInput(0).getRole()).isEqualTo("user");
    assertThat(subject.getSteps(0).getModel().getInput(0).getParts(0).getText())
        .isEqualTo("Do \"it\"");
    assertThat(
            subject
                .getSteps(0)
                .getModel()
                .getOutput(0)
                .getParts(1)
                .getToolRequest()
                .getArgumentsJson())
        .isEqualTo("{\"id\":7}");
    assertThat(subject.getSteps(0).getToolCalls(0).getName()).isEqualTo("find");
    assertThat(subject.getTotals().getUsage().getInputTokens()).isEqualTo(3);
    assertThat(subject.getReference().getCalls(0).getArgumentsJson()).isEqualTo("{\"id\":7}");
    assertThat(subject.getReference().getSolved()).isTrue();
    assertThat(subject.getReference().hasToolCalls()).isFalse();
  }

  @Test
  void whatTheServerDoesNotOfferIsAFaultOfTheRule() {
    assertThat(remote.ids())
        .containsExactly("remote/mine/polite", "remote/mine/share", "remote/mine/mood");
    assertThatThrownBy(() -> remote.create("remote/mine/kind", "r", json("{}")))
        .hasMessage("remote mine has polite, share, mood, but no evaluator kind");
    assertThatThrownBy(() -> remote.create("remote/mine/polite", "r", json("{\"strikt\": true}")))
        .hasMessage("polite has no parameter \"strikt\"; it takes strict");
    assertThatThrownBy(() -> remote.create("remote/mine/polite", "r", json("{\"strict\": 1}")))
        .hasMessage("strict of polite takes a boolean, not 1");
    assertThat(remote.has("remote/other/polite")).isFalse();
    assertThatThrownBy(() -> open("\"batch\": 0"))
        .hasMessageContaining("batch of remote mine takes a whole number from 1, not 0");
  }

  @Test
  void subjectsGoInBatchesOfBoundedCountAndBytes() throws Exception {
    remote = open("\"batch\": 4, \"wait_ms\": 20000");
    AsyncTrajectoryEvaluator polite = polite();
    List<CompletableFuture<Outcome>> answers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      answers.add(polite.evaluate(run("number " + i, null)).toCompletableFuture());
    }
    for (int i = 0; i < 8; i++) {
      assertThat(((Score) get(answers.get(i))).explanation()).isEqualTo("number " + i);
    }
    assertThat(server.calls).hasSize(2).allMatch(call -> call.getSubjectsCount() == 4);

    remote = open("\"batch\": 4, \"batch_bytes\": 4096");
    polite = polite();
    server.calls.clear();
    String long2 = "x".repeat(1200);
    for (int i = 0; i < 4; i++) {
      answers.set(i, polite.evaluate(run(long2, null)).toCompletableFuture());
    }
    for (int i = 0; i < 4; i++) {
      assertThat(get(answers.get(i))).isInstanceOf(Score.class);
    }
    assertThat(server.calls.size()).isGreaterThan(1);
    assertThat(server.calls).allMatch(call -> call.getSerializedSize() <= 4096 + 100);
    assertThat(why(polite.evaluate(run("x".repeat(10_000), null)))).isEqualTo(Unscored.OVER_LIMIT);
  }

  @Test
  void neitherMoreCallsNorMoreSubjectsThanAllowedAreOpen() throws Exception {
    remote =
        open(
            "\"batch\": 1, \"wait_ms\": 0, \"concurrency\": 2, \"queue\": 5, \"timeout_seconds\": 30");
    AtomicInteger most = new AtomicInteger();
    Set<Object> held = ConcurrentHashMap.newKeySet();
    List<Runnable> release = new ArrayList<>();
    server.does(
        (request, answer) -> {
          held.add(request);
          most.accumulateAndGet(held.size(), Math::max);
          synchronized (release) {
            release.add(
                () -> {
                  held.remove(request);
                  answer.onNext(
                      EvaluateResponse.newBuilder()
                          .addResults(TestServer.pass(request.getSubjects(0)))
                          .build());
                  answer.onCompleted();
                });
          }
        });
    AsyncTrajectoryEvaluator polite = polite();
    List<CompletableFuture<Outcome>> answers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      answers.add(polite.evaluate(run("number " + i, null)).toCompletableFuture());
    }
    for (int i = 5; i < 8; i++) {
      assertThat(why(answers.get(i))).isEqualTo(Unscored.QUEUE_FULL);
    }
    while (!answers.stream().allMatch(CompletableFuture::isDone)) {
      List<Runnable> now;
      synchronized (release) {
        now = new ArrayList<>(release);
        release.clear();
      }
      now.forEach(Runnable::run);
      Thread.sleep(5);
    }
    for (int i = 0; i < 5; i++) {
      assertThat(get(answers.get(i))).isInstanceOf(Score.class);
    }
    assertThat(most.get()).isEqualTo(2);
  }

  @Test
  void aServerThatHangsIsNotAskedAfterFiveTimeouts() throws Exception {
    remote = open("\"batch\": 1, \"wait_ms\": 0, \"timeout_seconds\": 0.1");
    server.does((request, answer) -> {});
    AsyncTrajectoryEvaluator polite = polite();
    for (int i = 0; i < 5; i++) {
      assertThat(why(polite.evaluate(run("x", null)))).isEqualTo(Unscored.TIMED_OUT);
    }
    assertThat(why(polite.evaluate(run("x", null)))).isEqualTo(Unscored.JUDGE_PAUSED);
    assertThat(server.calls.size()).isLessThanOrEqualTo(5);
  }

  @Test
  void aServerThatDiesIsAskedOnceMoreAndThenThereIsNoScore() throws Exception {
    AsyncTrajectoryEvaluator polite = polite();
    server.does((request, answer) -> answer.onError(Status.UNAVAILABLE.asRuntimeException()));
    assertThat(why(polite.evaluate(run("x", null)))).isEqualTo(Unscored.UNREACHABLE);
    assertThat(server.calls).hasSize(2);
    // The second attempt may go well.
    AtomicInteger attempts = new AtomicInteger();
    server.does(
        (request, answer) -> {
          if (attempts.getAndIncrement() == 0) {
            answer.onError(Status.UNAVAILABLE.asRuntimeException());
          } else {
            answer.onNext(
                EvaluateResponse.newBuilder()
                    .addResults(TestServer.pass(request.getSubjects(0)))
                    .build());
            answer.onCompleted();
          }
        });
    assertThat(get(polite.evaluate(run("x", null)))).isInstanceOf(Score.class);
    server.close();
    assertThat(why(polite.evaluate(run("x", null)))).isEqualTo(Unscored.UNREACHABLE);
  }

  @ParameterizedTest
  @CsvSource({
    "INVALID_ARGUMENT, JUDGE_REFUSED",
    "NOT_FOUND, JUDGE_REFUSED",
    "PERMISSION_DENIED, JUDGE_REFUSED",
    "UNIMPLEMENTED, JUDGE_REFUSED",
    "RESOURCE_EXHAUSTED, RATE_LIMITED",
    "INTERNAL, FAILED",
    "UNKNOWN, FAILED",
    "ABORTED, FAILED"
  })
  void aRefusalIsNoScoreAndIsNotRepeated(String code, String expected) throws Exception {
    server.does(
        (request, answer) ->
            answer.onError(
                Status.fromCode(Status.Code.valueOf(code))
                    .withDescription("secret")
                    .asRuntimeException()));
    Outcome outcome = get(polite().evaluate(run("x", null)));
    assertThat(outcome.unscored()).isEqualTo(Unscored.valueOf(expected));
    assertThat(((Unjudged) outcome).reason()).contains(code).doesNotContain("secret");
    assertThat(server.calls).hasSize(1);
  }

  @Test
  void answersThatAreWrongAreNoScores() throws Exception {
    AsyncTrajectoryEvaluator polite = polite();
    AsyncTrajectoryEvaluator share = remote.create("remote/mine/share", "r", json("{}"));
    AsyncTrajectoryEvaluator mood = remote.create("remote/mine/mood", "r", json("{}"));
    server.says();
    assertThat(why(polite.evaluate(run("x", null)))).isEqualTo(Unscored.INVALID_OUTPUT);
    server.says(value(1), value(0));
    assertThat(why(polite.evaluate(run("x", null)))).isEqualTo(Unscored.INVALID_OUTPUT);
    server.says(value(1).toBuilder().setSubjectId("other").build());
    assertThat(why(polite.evaluate(run("x", null)))).isEqualTo(Unscored.INVALID_OUTPUT);
    server.says(Result.newBuilder().setSubjectId("0").build());
    assertThat(why(polite.evaluate(run("x", null)))).isEqualTo(Unscored.INVALID_OUTPUT);
    server.says(value(0.5));
    assertThat(why(polite.evaluate(run("x", null)))).isEqualTo(Unscored.INVALID_OUTPUT);
    for (double wrong : new double[] {1.5, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      server.says(value(wrong));
      assertThat(why(share.evaluate(run("x", null)))).isEqualTo(Unscored.INVALID_OUTPUT);
    }
    server.says(labelled("ugly"));
    assertThat(why(mood.evaluate(run("x", null)))).isEqualTo(Unscored.INVALID_OUTPUT);
    server.says(value(1));
    assertThat(why(mood.evaluate(run("x", null)))).isEqualTo(Unscored.INVALID_OUTPUT);
    server.says(labelled("good"));
    assertThat(((Score) get(mood.evaluate(run("x", null)))).label()).isEqualTo("good");
    server.says(value(0.25), value(1).toBuilder().setSubjectId("more").build());
    assertThat(((Score) get(share.evaluate(run("x", null)))).value()).isEqualTo(0.25);
    server.says(
        Result.newBuilder()
            .setSubjectId("0")
            .setNotScored(
                NotScored.newBuilder()
                    .setReason(NotScored.Reason.REASON_NO_REFERENCE)
                    .setMessage("nothing\nto compare"))
            .build());
    assertThat(get(share.evaluate(run("x", null))))
        .isEqualTo(Unjudged.of(Unscored.NO_REFERENCE, "nothing to compare"));
    // More than a client reads.
    server.says(
        value(1).toBuilder()
            .setScore(value(1).getScore().toBuilder().setExplanation("x".repeat(5 << 20)))
            .build());
    assertThat(why(share.evaluate(run("x", null)))).isEqualTo(Unscored.RATE_LIMITED);
  }

  @Test
  void oneSubjectThatFailsCostsTheOthersOfItsCallNothing() throws Exception {
    remote = open("\"batch\": 3, \"wait_ms\": 20000");
    server.does(
        (request, answer) -> {
          answer.onNext(
              EvaluateResponse.newBuilder()
                  .addResults(TestServer.pass(request.getSubjects(2)))
                  .addResults(
                      Result.newBuilder()
                          .setSubjectId(request.getSubjects(0).getId())
                          .setNotScored(NotScored.getDefaultInstance()))
                  .build());
          answer.onCompleted();
        });
    AsyncTrajectoryEvaluator polite = polite();
    var first = polite.evaluate(run("a", null));
    var second = polite.evaluate(run("b", null));
    var third = polite.evaluate(run("c", null));
    assertThat(why(first)).isEqualTo(Unscored.FAILED);
    assertThat(why(second)).isEqualTo(Unscored.INVALID_OUTPUT);
    assertThat(((Score) get(third)).explanation()).isEqualTo("c");
  }

  @Test
  void aServerThatSaysItIsNotServingIsLeftAloneAndAskedAgainWhenItIs() throws Exception {
    AsyncTrajectoryEvaluator polite = polite();
    server.health.setStatus("", ServingStatus.NOT_SERVING);
    while (get(polite.evaluate(run("x", null))) instanceof Score) {
      Thread.sleep(100);
    }
    int calls = server.calls.size();
    assertThat(why(polite.evaluate(run("x", null)))).isEqualTo(Unscored.JUDGE_PAUSED);
    assertThat(server.calls).hasSize(calls);
    server.health.setStatus("", ServingStatus.SERVING);
    while (!(get(polite.evaluate(run("x", null))) instanceof Score)) {
      Thread.sleep(100);
    }
  }

  @Test
  void aServerThatComesLaterOrChangesIsToBeLookedAtAnew() throws Exception {
    int port = server.port();
    server.close();
    remote.close();
    remote = open(port, "");
    Object before = remote.state();
    assertThat(why(remote.create("remote/mine/polite", "r", json("{}")).evaluate(run("x", null))))
        .isEqualTo(Unscored.UNREACHABLE);
    server = new TestServer(port);
    while (remote.state().equals(before)) {
      Thread.sleep(50);
    }
    Object first = remote.state();
    assertThat(get(polite().evaluate(run("x", null)))).isInstanceOf(Score.class);
    server.version("v2");
    while (remote.state().equals(first)) {
      Thread.sleep(50);
    }
    assertThat(polite().version()).startsWith("v2-");
  }

  private static Result value(double value) {
    return Result.newBuilder()
        .setSubjectId("0")
        .setScore(io.tracewheel.proto.evaluator.v1.Score.newBuilder().setValue(value))
        .build();
  }

  private static Result labelled(String label) {
    return Result.newBuilder()
        .setSubjectId("0")
        .setScore(io.tracewheel.proto.evaluator.v1.Score.newBuilder().setLabel(label))
        .build();
  }

  private AsyncTrajectoryEvaluator polite() {
    return remote.create("remote/mine/polite", "r", json("{}"));
  }

  private RemoteEvaluators open(String settings) {
    return open(server.port(), settings);
  }

  private RemoteEvaluators open(int port, String settings) {
    String section =
        "{\"mine\": {\"target\": \"127.0.0.1:"
            + port
            + "\""
            + (settings.isEmpty() ? "" : ", " + settings)
            + "}}";
    RemoteEvaluators fresh =
        RemoteEvaluators.of(
                Path.of("rules.yaml"), () -> json(section), text -> text, EvaluationClock.system())
            .renewed();
    opened.add(fresh);
    return fresh;
  }

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }

  private static Outcome get(java.util.concurrent.CompletionStage<Outcome> stage) throws Exception {
    return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private static Unscored why(java.util.concurrent.CompletionStage<Outcome> stage)
      throws Exception {
    Unscored why = get(stage).unscored();
    assertThat(why).isNotNull();
    return why == null ? Unscored.FAILED : why;
  }

  private static Run run(String answer, @org.jspecify.annotations.Nullable Reference reference) {
    Message question = new Message(Role.USER, List.of(new Part.Text(text("Do \"it\""))), null);
    Message message =
        new Message(
            Role.ASSISTANT,
            List.of(
                new Part.Text(text(answer)),
                new Part.ToolRequest("c1", "find", JsonValue.of("{\"id\":7}"))),
            null);
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
            new Detail.Model(
                "openai",
                "m-1",
                new TokenUsage(3, 1, -1, -1, -1),
                new Content(null, List.of(question), List.of(message))));
    return new Run(Trajectory.of(List.of(span), List.of()), reference);
  }

  private static JsonValue text(String text) {
    return JsonValue.of(JsonMapper.shared().writeValueAsString(text));
  }
}
