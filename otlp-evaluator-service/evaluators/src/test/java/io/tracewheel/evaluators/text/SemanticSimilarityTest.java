// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.text;

import static io.tracewheel.evaluators.text.Scoring.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.Score;
import io.tracewheel.evaluators.Unjudged;
import io.tracewheel.evaluators.Unscored;
import io.tracewheel.evaluators.trajectory.AsyncTrajectoryEvaluator;
import io.tracewheel.evaluators.trajectory.Reference;
import io.tracewheel.evaluators.trajectory.Run;
import io.tracewheel.trace.JsonValue;
import io.tracewheel.trace.Message;
import io.tracewheel.trace.Part;
import io.tracewheel.trace.Role;
import io.tracewheel.trace.TokenUsage;
import io.tracewheel.trace.trajectory.Content;
import io.tracewheel.trace.trajectory.Detail;
import io.tracewheel.trace.trajectory.SpanProjection;
import io.tracewheel.trace.trajectory.Trajectory;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SemanticSimilarityTest {

  /** As many x and y as are in a text. */
  private static final TextEmbedder LETTERS =
      texts ->
          CompletableFuture.completedFuture(
              texts.stream().map(t -> new float[] {count(t, 'x'), count(t, 'y')}).toList());

  @Test
  void theScoreIsTheCosineWithTheMostSimilarExpectedText() {
    assertThat(value("semantic_similarity", "{'expected':'xxyy'}", "", "xy")).isEqualTo(1);
    assertThat(value("semantic_similarity", "{'expected':'y'}", "", "x")).isZero();
    assertThat(value("semantic_similarity", "{'expected':['y','xy']}", "", "x"))
        .isCloseTo(Math.sqrt(0.5), within(1e-6));
    assertThat(
            ((Score)
                    outcome("semantic_similarity", "{'min':0.9}", "", "x", reference("x"), LETTERS))
                .label())
        .isEqualTo("pass");
    assertThat(
            ((Score)
                    outcome("semantic_similarity", "{'min':0.9}", "", "x", reference("y"), LETTERS))
                .label())
        .isEqualTo("fail");
    assertThat(outcome("semantic_similarity", "{}", "", "x", null, LETTERS))
        .isEqualTo(Unscored.NO_REFERENCE);
  }

  @Test
  void relevanceComparesWithWhatTheUserAsked() {
    assertThat(value("answer_relevance_embedding", "{}", "xx", "x")).isEqualTo(1);
    assertThat(value("answer_relevance_embedding", "{}", "xx", "y")).isZero();
    assertThat(outcome("answer_relevance_embedding", "{}", "", "y", null, LETTERS))
        .isEqualTo(Unscored.NOT_CAPTURED);
  }

  @Test
  void withoutVectorsThereIsNoScoreAndTheReasonIsGiven() {
    TextEmbedder full =
        texts ->
            CompletableFuture.failedFuture(
                new TextEmbedder.Failure(Unscored.QUEUE_FULL, "too many"));
    assertThat(outcome("semantic_similarity", "{'expected':'x'}", "", "x", null, full))
        .isEqualTo(Unjudged.of(Unscored.QUEUE_FULL, "too many"));
    TextEmbedder broken =
        texts -> CompletableFuture.failedFuture(new IllegalStateException("what"));
    assertThat(outcome("semantic_similarity", "{'expected':'x'}", "", "x", null, broken))
        .isEqualTo(Unscored.FAILED);
    assertThat(
            outcome(
                "semantic_similarity", "{'expected':'x'}", "", "x".repeat(50_001), null, LETTERS))
        .isEqualTo(Unscored.OVER_LIMIT);
    assertThat(outcome("semantic_similarity", "{'expected':'x'}", "", " ", null, LETTERS))
        .isEqualTo(Unscored.NOT_CAPTURED);
  }

  @Test
  void theModelIsPartOfTheVersion() {
    assertThat(evaluator("semantic_similarity", "{}", "a", LETTERS).version())
        .isNotEqualTo(evaluator("semantic_similarity", "{}", "b", LETTERS).version())
        .isEqualTo(evaluator("semantic_similarity", "{}", "a", texts -> full()).version());
    assertThatThrownBy(
            () -> evaluator("answer_relevance_embedding", "{'expected':'x'}", "a", LETTERS))
        .hasMessageContaining("answer_relevance_embedding has no parameter \"expected\"");
  }

  private static CompletableFuture<List<float[]>> full() {
    return new CompletableFuture<>();
  }

  private static float count(String text, char letter) {
    return text.chars().filter(c -> c == letter).count();
  }

  private static AsyncTrajectoryEvaluator evaluator(
      String id, String parameters, String model, TextEmbedder embedder) {
    return SemanticEvaluators.create(id, json(parameters), model, embedder);
  }

  private static Reference reference(String answer) {
    return Scoring.answer(answer);
  }

  private static double value(String id, String parameters, String question, String answer) {
    return ((Score) outcome(id, parameters, question, answer, null, LETTERS)).value();
  }

  private static Outcome outcome(
      String id,
      String parameters,
      String question,
      String answer,
      @Nullable Reference reference,
      TextEmbedder embedder) {
    List<Message> input =
        question.isEmpty()
            ? List.of()
            : List.of(new Message(Role.USER, List.of(text(question)), null));
    Content content =
        new Content(null, input, List.of(new Message(Role.ASSISTANT, List.of(text(answer)), null)));
    SpanProjection span =
        new SpanProjection(
            "t",
            "s",
            null,
            1,
            2,
            "chat",
            null,
            false,
            null,
            new Detail.Model("p", "m", new TokenUsage(-1, -1, -1, -1, -1), content));
    return evaluator(id, parameters, "model", embedder)
        .evaluate(new Run(Trajectory.of(List.of(span), List.of()), reference))
        .toCompletableFuture()
        .join();
  }

  private static Part text(String text) {
    return new Part.Text(JsonValue.of("\"" + text + "\""));
  }
}
