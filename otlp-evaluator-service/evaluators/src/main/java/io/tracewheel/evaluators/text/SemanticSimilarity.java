// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.text;

import io.tracewheel.evaluators.Fingerprint;
import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.Provenance;
import io.tracewheel.evaluators.Score;
import io.tracewheel.evaluators.ScoreScale;
import io.tracewheel.evaluators.Unjudged;
import io.tracewheel.evaluators.Unscored;
import io.tracewheel.evaluators.trajectory.AsyncTrajectoryEvaluator;
import io.tracewheel.evaluators.trajectory.Run;
import io.tracewheel.trace.Message;
import io.tracewheel.trace.Part;
import io.tracewheel.trace.Role;
import io.tracewheel.trace.trajectory.Step;
import io.tracewheel.trace.trajectory.Trajectory;
import io.tracewheel.trace.trajectory.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code semantic_similarity}: the cosine of the vectors of the final answer and the expected text,
 * of several the largest. {@code answer_relevance_embedding}: that of the final answer and the last
 * message of the user; an answer that says the question back is very near to it, so it tells an
 * answer off the point and no more. From -1 to 1; what is a large one depends on the model.
 *
 * @param expected null to compare with the message of the user
 * @param min the least cosine that passes; null to only measure
 * @param model version of the model
 */
record SemanticSimilarity(
    String id,
    @Nullable Expected expected,
    @Nullable Double min,
    String model,
    TextEmbedder embedder)
    implements AsyncTrajectoryEvaluator {
  /** Longest text that is compared, in UTF-16 units. */
  static final int MAX_TEXT = 50_000;

  @Override
  public String version() {
    return Fingerprint.of(1, List.of(id, String.valueOf(expected), String.valueOf(min), model));
  }

  @Override
  public ScoreScale scale() {
    return ScoreScale.numeric(-1, 1, ScoreScale.Direction.MAXIMIZE);
  }

  @Override
  public String bulkhead() {
    return "embeddings";
  }

  @Override
  public CompletionStage<Outcome> evaluate(Run run) {
    String answer = run.trajectory().finalAnswer();
    if (answer.isBlank()) {
      return CompletableFuture.completedFuture(Unscored.NOT_CAPTURED);
    }
    List<String> others =
        expected == null ? question(run.trajectory()) : expected.in(run.reference());
    if (others == null) {
      return CompletableFuture.completedFuture(
          expected == null ? Unscored.NOT_CAPTURED : Unscored.NO_REFERENCE);
    }
    List<String> texts = new ArrayList<>(others);
    texts.add(answer);
    return texts.stream().anyMatch(text -> text.length() > MAX_TEXT)
        ? CompletableFuture.completedFuture(Unscored.OVER_LIMIT)
        : embedder.embed(texts).handle(this::outcome);
  }

  private Outcome outcome(@Nullable List<float[]> vectors, @Nullable Throwable failure) {
    if (vectors == null) {
      Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
      return cause instanceof TextEmbedder.Failure known
          ? Unjudged.of(known.why(), String.valueOf(known.getMessage()))
          : Unscored.FAILED;
    }
    float[] answer = vectors.get(vectors.size() - 1);
    double best = -1;
    for (float[] other : vectors.subList(0, vectors.size() - 1)) {
      best = Math.max(best, cosine(answer, other));
    }
    String label = min == null ? "" : best >= min ? Score.PASS : Score.FAIL;
    return new Score(id, scale(), best, label, null, Provenance.of(id, version()));
  }

  /** Rounded to six digits, as far as the sums of floats are good for. */
  static double cosine(float[] a, float[] b) {
    double product = 0;
    double left = 0;
    double right = 0;
    for (int i = 0; i < a.length; i++) {
      product += (double) a[i] * b[i];
      left += (double) a[i] * a[i];
      right += (double) b[i] * b[i];
    }
    double length = Math.sqrt(left * right);
    double cosine = length == 0 ? 0 : product / length;
    return Math.rint(Math.max(-1, Math.min(1, cosine)) * 1e6) / 1e6;
  }

  /** What the user said last before the last turn; null when nobody says. */
  private static @Nullable List<String> question(Trajectory trajectory) {
    List<Turn> turns = trajectory.root().turns();
    for (int i = turns.size() - 1; i >= 0; i--) {
      for (Step step : turns.get(i).steps()) {
        List<Message> input = step.content().input();
        for (int j = input == null ? -1 : input.size() - 1; input != null && j >= 0; j--) {
          String said = input.get(j).role() == Role.USER ? text(input.get(j)) : "";
          if (!said.isBlank()) {
            return List.of(said);
          }
        }
      }
    }
    return null;
  }

  private static String text(Message message) {
    return message.parts().stream()
        .filter(Part.Text.class::isInstance)
        .map(part -> ((Part.Text) part).content().text())
        .filter(Objects::nonNull)
        .collect(Collectors.joining("\n"));
  }
}
