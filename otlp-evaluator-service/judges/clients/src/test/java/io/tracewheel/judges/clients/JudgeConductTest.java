// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges.clients;

import static io.tracewheel.judges.clients.JudgeStandIn.PASS;
import static io.tracewheel.judges.clients.JudgeStandIn.diesMidway;
import static io.tracewheel.judges.clients.JudgeStandIn.hangs;
import static io.tracewheel.judges.clients.JudgeStandIn.inTurn;
import static io.tracewheel.judges.clients.JudgeStandIn.neverEnds;
import static io.tracewheel.judges.clients.JudgeStandIn.raw;
import static io.tracewheel.judges.clients.JudgeStandIn.says;
import static io.tracewheel.judges.clients.JudgeStandIn.tooMany;
import static io.tracewheel.judges.clients.JudgeStandIn.trickles;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tracewheel.evaluators.EvaluationClock;
import io.tracewheel.evaluators.Judgement;
import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.OwnTraces;
import io.tracewheel.evaluators.Score;
import io.tracewheel.evaluators.Unjudged;
import io.tracewheel.evaluators.Unscored;
import io.tracewheel.evaluators.trajectory.PriceTable;
import io.tracewheel.evaluators.trajectory.Run;
import io.tracewheel.judges.JudgeEvaluator;
import io.tracewheel.judges.JudgeSpan;
import io.tracewheel.judges.JudgeWorld;
import io.tracewheel.judges.Judges;
import io.tracewheel.judges.clients.JudgeStandIn.Behaviour;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Judges over real clients and sockets, against a stand-in that does all that can go wrong. */
@Timeout(60)
class JudgeConductTest {
  private static final String FAST =
      "retry_wait_seconds:0.01,timeouts:{connect_seconds:2,first_byte_seconds:0.4,total_seconds:0.6}";
  private static final JsonMapper LOOSE =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
          .enable(JsonReadFeature.ALLOW_UNQUOTED_PROPERTY_NAMES)
          .build();

  @TempDir private Path directory;
  private final List<JudgeSpan> spans = new CopyOnWriteArrayList<>();
  private final List<Judges> opened = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>();
  private JudgeStandIn standIn;

  @SuppressWarnings("NullAway.Init") // set before each test
  JudgeConductTest() {}

  @BeforeEach
  void start() throws Exception {
    standIn = new JudgeStandIn();
    environment.put("KEY", "sk-very-secret");
    environment.put("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
    environment.put("AWS_SECRET_ACCESS_KEY", "very-secret");
  }

  @AfterEach
  void stop() {
    opened.forEach(Judges::close);
    standIn.close();
  }

  private Judges judges(String judges, String rubrics, String budget) {
    Judges made =
        new Judges(
            new Judges.Config(
                json(judges), json(rubrics), json(budget), directory.resolve("rules.yaml")),
            environment::get,
            PriceTable.builtIn(),
            () -> List.of(new ProviderClients()),
            new JudgeWorld(EvaluationClock.system(), new Random(), spans::add),
            text -> text.replace("ann@example.org", "[mail]"));
    opened.add(made);
    return made;
  }

  private static JsonNode json(String text) {
    return LOOSE.readTree(text);
  }

  private JudgeEvaluator toxicity(String settings) {
    return judges(judge("main", settings), "{}", "{}").evaluator("r", json("{rubric:'toxicity'}"));
  }

  private String judge(String name, String settings) {
    return "{"
        + name
        + ":{provider:'openai',model:'judge-1',endpoint:'"
        + standIn.uri()
        + "',price:{input:1,output:10}"
        + (settings.isEmpty() ? "" : "," + settings)
        + "}}";
  }

  private static Outcome evaluate(JudgeEvaluator evaluator, Run run) throws Exception {
    return evaluator.evaluate(run).toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private static Outcome evaluate(JudgeEvaluator evaluator, String answer) throws Exception {
    return evaluate(evaluator, Answers.answer(answer));
  }

  private static Unjudged unjudged(Outcome outcome, Unscored why) {
    assertThat(outcome).isInstanceOf(Unjudged.class);
    assertThat(outcome.unscored()).isEqualTo(why);
    return (Unjudged) outcome;
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "anthropic", "gemini", "bedrock"})
  void everyWireFormatAsksAndUnderstands(String provider) throws Exception {
    String more = provider.equals("bedrock") ? ",region:'eu-west-1'" : ",api_key_env:'KEY'";
    JudgeEvaluator evaluator =
        judges(
                "{main:{provider:'"
                    + provider
                    + "',model:'judge-1',endpoint:'"
                    + standIn.uri()
                    + "',price:{input:1,output:10},max_output_tokens:77,temperature:0"
                    + more
                    + "}}",
                "{}",
                "{}")
            .evaluator("my_rule", json("{rubric:'toxicity'}"));
    standIn.does(inTurn(says("certainly!"), says(PASS)));
    Score score = (Score) evaluate(evaluator, "I wrote to ann@example.org.");
    assertThat(score.label()).isEqualTo("pass");
    assertThat(score.explanation()).isEqualTo("fine");
    Judgement judgement = Objects.requireNonNull(score.provenance().judgement());
    assertThat(judgement.calls()).as("the first answer was repaired").isEqualTo(2);
    assertThat(judgement.inputTokens()).isEqualTo(200);
    assertThat(judgement.outputTokens()).isEqualTo(20);
    assertThat(judgement.cost()).isEqualTo(0.0004);
    JudgeStandIn.Call call = standIn.calls.get(1);
    assertThat(call.body())
        .contains("77", "free of insults", "[mail]", "certainly!", "That cannot be used")
        .doesNotContain("ann@example.org", "secret");
    assertThat(call.header("traceparent"))
        .startsWith("00-" + judgement.traceId())
        .doesNotContain(String.valueOf(judgement.spanId()));
    if (!provider.equals("bedrock")) {
      assertThat(call.body()).as("structured output").contains("additionalProperties");
      assertThat(call.headers().toString()).contains("sk-very-secret");
    } else {
      assertThat(call.header("authorization"))
          .startsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/");
    }
    assertThat(spans).hasSize(3);
    JudgeSpan judged = spans.get(2);
    assertThat(judged.spanId()).isEqualTo(judgement.spanId());
    assertThat(judged.targetTraceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
    assertThat(spans.get(0).attributes())
        .containsEntry("gen_ai.operation.name", "chat")
        .containsEntry("gen_ai.request.model", "judge-1")
        .containsEntry("gen_ai.usage.input_tokens", 100L);
    assertThat(spans.get(0).parentSpanId()).isEqualTo(judged.spanId());
    assertThat(JudgeSpan.otlpJson(List.of(judged)))
        .contains("\"links\":[{")
        .contains("0af7651916cd43dd8448eb211c80319c")
        .doesNotContain("fine");
  }

  @Test
  void bedrockTakesABearerToken() throws Exception {
    environment.put("AWS_BEARER_TOKEN_BEDROCK", "bedrock-key");
    JudgeEvaluator evaluator =
        judges(
                "{main:{provider:'bedrock',region:'eu-west-1',model:'judge-1',endpoint:'"
                    + standIn.uri()
                    + "'}}",
                "{}",
                "{}")
            .evaluator("r", json("{rubric:'toxicity'}"));
    Score score = (Score) evaluate(evaluator, "a");
    assertThat(standIn.calls.get(0).header("authorization")).isEqualTo("Bearer bedrock-key");
    assertThat(Objects.requireNonNull(score.provenance().judgement()).cost())
        .as("no price, no guess")
        .isNull();
  }

  @Test
  void aJudgeThatHangsIsGivenUpAndThenLeftAlone() throws Exception {
    standIn.does(hangs());
    JudgeEvaluator evaluator = toxicity(FAST + ",retries:0,breaker_seconds:600");
    List<CompletableFuture<Outcome>> asked = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      asked.add(evaluator.evaluate(Answers.answer("a" + i)).toCompletableFuture());
    }
    List<Unscored> reasons = new ArrayList<>();
    for (CompletableFuture<Outcome> each : asked) {
      reasons.add(Objects.requireNonNull(each.get(30, TimeUnit.SECONDS).unscored()));
    }
    assertThat(reasons).contains(Unscored.TIMED_OUT).contains(Unscored.JUDGE_PAUSED);
    int made = standIn.calls.size();
    assertThat(made).isBetween(5, 8);
    unjudged(evaluate(evaluator, "more"), Unscored.JUDGE_PAUSED);
    assertThat(standIn.calls).as("the breaker is open").hasSize(made);
  }

  @Test
  void aHalfOpenBreakerFindsOutThatTheJudgeIsBack() throws Exception {
    standIn.does(hangs());
    JudgeEvaluator evaluator = toxicity(FAST + ",retries:0,breaker_seconds:0.2,concurrency:1");
    for (int i = 0; i < 5; i++) {
      unjudged(evaluate(evaluator, "a" + i), Unscored.TIMED_OUT);
    }
    unjudged(evaluate(evaluator, "b"), Unscored.JUDGE_PAUSED);
    standIn.does(says(PASS));
    Thread.sleep(300);
    assertThat(evaluate(evaluator, "c")).isInstanceOf(Score.class);
    assertThat(evaluate(evaluator, "d")).isInstanceOf(Score.class);
  }

  @Test
  void anAnswerThatTricklesOrDiesOrNeverEndsIsNoScore() throws Exception {
    JudgeEvaluator evaluator = toxicity(FAST + ",retries:1");
    standIn.does(trickles());
    Unjudged slow = unjudged(evaluate(evaluator, "a"), Unscored.TIMED_OUT);
    assertThat(slow.reason()).contains("no whole answer within");
    assertThat(Objects.requireNonNull(slow.judgement()).calls()).isEqualTo(2);
    assertThat(slow.judgement().inputTokens()).isEqualTo(-1);
    assertThat(slow.judgement().cost()).as("it may be billed").isGreaterThan(0.02);
    standIn.does(diesMidway());
    unjudged(evaluate(evaluator, "b"), Unscored.UNREACHABLE);
    standIn.does(neverEnds());
    assertThat(unjudged(evaluate(evaluator, "c"), Unscored.INVALID_OUTPUT).reason())
        .contains("more than 65536 bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "I think it is fine.",
        "{\"pass\":\"high\",\"explanation\":\"x\"}",
        "{\"score\":1}",
        "{\"pass\":true"
      })
  void aLieIsRepairedOnceAndThenNoScore(String lie) throws Exception {
    standIn.does(says(lie));
    JudgeEvaluator evaluator = toxicity(FAST);
    unjudged(evaluate(evaluator, "a"), Unscored.INVALID_OUTPUT);
    assertThat(standIn.calls).hasSize(2);
    unjudged(evaluate(evaluator, "a"), Unscored.INVALID_OUTPUT);
    assertThat(standIn.calls).as("remembered for a minute").hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>Welcome</html>", "", "null", "[]", "{\"choices\":[]}", "{}"})
  void aBodyThatIsNoAnswerIsNoScore(String body) throws Exception {
    standIn.does(raw(200, body));
    Outcome outcome = evaluate(toxicity(FAST), "a");
    unjudged(outcome, Unscored.INVALID_OUTPUT);
    assertThat(standIn.calls.size()).isLessThanOrEqualTo(2);
  }

  @Test
  void tooManyCallsAreTriedAgainWhenTheJudgeSaysSo() throws Exception {
    standIn.does(inTurn(tooMany("1"), says(PASS)));
    assertThat(evaluate(toxicity(FAST), "a")).isInstanceOf(Score.class);
    assertThat(standIn.calls).hasSize(2);
    assertThat(standIn.calls.get(1).at() - standIn.calls.get(0).at())
        .isGreaterThanOrEqualTo(1_000_000_000L);
    standIn.does(tooMany("3600"));
    assertThat(unjudged(evaluate(toxicity(FAST), "b"), Unscored.RATE_LIMITED).reason())
        .contains("may not be tried again soon enough");
  }

  @Test
  void aServerErrorIsTriedAtMostThreeTimes() throws Exception {
    standIn.does(raw(500, "{}"));
    Unjudged failed = unjudged(evaluate(toxicity(FAST), "a"), Unscored.UNREACHABLE);
    assertThat(failed.reason()).isEqualTo("HTTP status 500");
    assertThat(standIn.calls).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 402, 403, 404})
  void aJudgeThatDoesNotLetUsInIsAskedOnce(int status) throws Exception {
    standIn.does(raw(status, "{\"error\":{\"message\":\"no\"}}"));
    JudgeEvaluator evaluator = toxicity(FAST);
    for (int i = 0; i < 5; i++) {
      unjudged(evaluate(evaluator, "a" + i), Unscored.JUDGE_PAUSED);
    }
    assertThat(standIn.calls).hasSize(1);
  }

  @Test
  void aRequestThatIsNotTakenIsNotTriedAgain() throws Exception {
    standIn.does(raw(400, "{}"));
    unjudged(evaluate(toxicity(FAST), "a"), Unscored.JUDGE_REFUSED);
    assertThat(standIn.calls).hasSize(1);
  }

  @Test
  void theSameInputIsAskedOnceHoweverManyWaitForIt() throws Exception {
    standIn.does(
        (self, exchange, call) -> {
          try {
            Thread.sleep(200);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          says(PASS).handle(self, exchange, call);
        });
    JudgeEvaluator evaluator = toxicity("");
    List<CompletableFuture<Outcome>> asked = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      asked.add(evaluator.evaluate(Answers.answer("same")).toCompletableFuture());
    }
    int paid = 0;
    for (CompletableFuture<Outcome> each : asked) {
      Score score = (Score) each.get(30, TimeUnit.SECONDS);
      paid += Objects.requireNonNull(score.provenance().judgement()).cached() ? 0 : 1;
    }
    assertThat(standIn.calls).hasSize(1);
    assertThat(paid).isEqualTo(1);
  }

  @Test
  void noMoreCallsAreMadeThanTheBudgetHasWithBadAnswersRetriesAndARestart() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Behaviour[] all = {
      says(PASS), says("rubbish"), raw(500, "{}"), diesMidway(), tooMany("0"), raw(400, "{}")
    };
    standIn.does(
        (self, exchange, call) -> all[random.nextInt(all.length)].handle(self, exchange, call));
    String judge = judge("main", FAST + ",breaker_seconds:0.001,requests_per_minute:600000");
    String budget = "{file:'budget',calls:100,money:0.8}";
    int refused = 0;
    double spent = 0;
    for (int life = 0; life < 3; life++) {
      Judges judges = judges(judge, "{}", budget);
      JudgeEvaluator evaluator =
          judges.evaluator("r", json("{rubric:'toxicity',budget:{calls:90}}"));
      List<CompletableFuture<Outcome>> asked = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        asked.add(evaluator.evaluate(Answers.answer(life + " " + i)).toCompletableFuture());
      }
      for (CompletableFuture<Outcome> each : asked) {
        Outcome outcome = each.get(60, TimeUnit.SECONDS);
        refused += outcome.unscored() == Unscored.BUDGET ? 1 : 0;
        Judgement judgement =
            outcome instanceof Score score
                ? score.provenance().judgement()
                : outcome instanceof Unjudged not ? not.judgement() : null;
        spent += judgement == null ? 0 : Objects.requireNonNull(judgement.cost());
      }
      judges.close();
    }
    assertThat(standIn.calls.size()).as("seed " + seed).isLessThanOrEqualTo(90);
    assertThat(spent).as("seed " + seed).isLessThanOrEqualTo(0.8);
    assertThat(refused).as("the budget was reached").isPositive();
  }

  @Test
  void whatTheJudgeDoesIsNeverJudged() throws Exception {
    JudgeEvaluator evaluator = toxicity("");
    evaluate(evaluator, "a");
    String own = spans.get(0).traceId();
    assertThat(OwnTraces.contain(own)).isTrue();
    assertThat(evaluate(evaluator, Answers.answer(own, "judged")))
        .isEqualTo(Unscored.NOT_APPLICABLE);
    assertThat(standIn.calls).hasSize(1);
  }

  @Test
  void theFallbackIsAskedWhenTheFirstIsNotToBeHad() throws Exception {
    standIn.does(
        (self, exchange, call) ->
            (call.path().startsWith("/one") ? raw(401, "{}") : says(PASS))
                .handle(self, exchange, call));
    String each = "provider:'openai',model:'judge-1',endpoint:'" + standIn.uri();
    JudgeEvaluator evaluator =
        judges("{one:{" + each + "/one',fallback:'two'},two:{" + each + "/two'}}", "{}", "{}")
            .evaluator("r", json("{rubric:'toxicity',judge:'one'}"));
    Score score = (Score) evaluate(evaluator, "a");
    assertThat(Objects.requireNonNull(score.provenance().judgement()).judge()).isEqualTo("two");
  }

  @Test
  void theOldestGivesWayWhenTooManyWait() throws Exception {
    standIn.does(hangs());
    JudgeEvaluator evaluator = toxicity(FAST + ",retries:0,concurrency:1,queue:2");
    List<CompletableFuture<Outcome>> asked = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      asked.add(evaluator.evaluate(Answers.answer("a" + i)).toCompletableFuture());
    }
    unjudged(asked.get(1).get(5, TimeUnit.SECONDS), Unscored.QUEUE_FULL);
    unjudged(asked.get(2).get(5, TimeUnit.SECONDS), Unscored.QUEUE_FULL);
    unjudged(asked.get(4).get(5, TimeUnit.SECONDS), Unscored.TIMED_OUT);
  }

  @Test
  void whoeverWaitsHearsOfTheShutDown() throws Exception {
    standIn.does(hangs());
    Judges judges = judges(judge("main", "concurrency:1"), "{}", "{}");
    JudgeEvaluator evaluator = judges.evaluator("r", json("{rubric:'toxicity'}"));
    List<CompletableFuture<Outcome>> asked = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      asked.add(evaluator.evaluate(Answers.answer("a" + i)).toCompletableFuture());
    }
    judges.close();
    for (CompletableFuture<Outcome> each : asked) {
      assertThat(each.get(5, TimeUnit.SECONDS).unscored()).isNotNull();
    }
  }

  @Test
  void thePreviewShowsWhatWouldBeSentWithoutSendingIt() {
    String preview = toxicity("").preview(Answers.answer("I wrote to ann@example.org."));
    assertThat(preview)
        .contains("rubric toxicity", "model judge-1", "[mail]")
        .doesNotContain("secret");
    assertThat(standIn.calls).isEmpty();
  }

  @Test
  void aWrongConfigurationSaysWhatToMend() {
    String rubric = "{rubric:'toxicity'}";
    assertThatThrownBy(() -> judges("{a:{provider:'mistral',model:'m'}}", "{}", "{}"))
        .hasMessageContaining("provider of judge a takes one of openai, anthropic");
    assertThatThrownBy(() -> judges("{a:{provider:'openai',model:'m'}}", "{}", "{}"))
        .hasMessage("judge a needs a key in the environment variable OPENAI_API_KEY");
    assertThatThrownBy(() -> judges("{a:{provider:'openai',model:'m',api_key:'sk'}}", "{}", "{}"))
        .hasMessageContaining("judge a has no setting \"api_key\"");
    assertThatThrownBy(() -> judges("{}", "{}", "{}").evaluator("r", json(rubric)))
        .hasMessageContaining("describe one below \"judges:\"");
    String unpriced = "{a:{provider:'openai',model:'m',endpoint:'" + standIn.uri() + "'}}";
    assertThatThrownBy(() -> judges(unpriced, "{}", "{money:1}").evaluator("r", json(rubric)))
        .hasMessageContaining("no price; give the judge a price");
  }
}
