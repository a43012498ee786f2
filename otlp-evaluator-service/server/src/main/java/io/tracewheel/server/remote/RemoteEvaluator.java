// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.remote;

import com.google.protobuf.Struct;
import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.Provenance;
import io.tracewheel.evaluators.ScoreScale;
import io.tracewheel.evaluators.Unjudged;
import io.tracewheel.evaluators.Unscored;
import io.tracewheel.evaluators.trajectory.AsyncTrajectoryEvaluator;
import io.tracewheel.evaluators.trajectory.Run;
import io.tracewheel.proto.evaluator.v1.NotScored;
import io.tracewheel.proto.evaluator.v1.Result;
import io.tracewheel.proto.evaluator.v1.Score;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An evaluator of a server, with the parameters of a rule. */
final class RemoteEvaluator implements AsyncTrajectoryEvaluator {
  private static final int LONGEST_LABEL = 200;
  private static final int LONGEST_REASON = 200;

  private final String id;
  private final Described described;
  private final String version;
  private final Struct parameters;
  private final RemoteQueue queue;

  /**
   * @param id as rules say it
   * @param version of the server's evaluator and the parameters
   */
  RemoteEvaluator(
      String id, Described described, String version, Struct parameters, RemoteQueue queue) {
    this.id = id;
    this.described = described;
    this.version = version;
    this.parameters = parameters;
    this.queue = queue;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public ScoreScale scale() {
    return described.scale();
  }

  @Override
  @SuppressWarnings("CatchingUnchecked") // promised never to throw
  public CompletionStage<Outcome> evaluate(Run run) {
    try {
      return queue.ask(described.id(), parameters, Subjects.of(run)).thenApply(this::outcome);
    } catch (RuntimeException | StackOverflowError e) {
      return CompletableFuture.completedStage(
          Unjudged.of(Unscored.FAILED, "the run could not be written as a message"));
    }
  }

  private Outcome outcome(RemoteQueue.Answer answer) {
    if (answer.why() != null) {
      return answer.why();
    }
    Result result = answer.result();
    if (result == null) {
      return Unscored.FAILED;
    }
    return switch (result.getOutcomeCase()) {
      case SCORE -> score(result.getScore());
      case NOT_SCORED -> notScored(result.getNotScored());
      case OUTCOME_NOT_SET ->
          Unjudged.of(Unscored.INVALID_OUTPUT, "its result is neither a score nor a reason");
    };
  }

  private Outcome score(Score score) {
    ScoreScale scale = described.scale();
    if (score.hasValue() != scale.hasValue()) {
      return Unjudged.of(
          Unscored.INVALID_OUTPUT,
          "its score has "
              + (score.hasValue() ? "a value that its" : "no value, which its")
              + " scale "
              + (score.hasValue() ? "does not have" : "needs"));
    }
    String label = score.getLabel();
    if (scale.kind() == ScoreScale.Kind.BOOLEAN) {
      label =
          score.getValue() == 0
              ? io.tracewheel.evaluators.Score.FAIL
              : io.tracewheel.evaluators.Score.PASS;
    } else if (scale.kind() == ScoreScale.Kind.NUMERIC
        && !label.isEmpty()
        && !label.equals(io.tracewheel.evaluators.Score.PASS)
        && !label.equals(io.tracewheel.evaluators.Score.FAIL)) {
      return Unjudged.of(Unscored.INVALID_OUTPUT, "the label of a number is pass, fail or nothing");
    }
    try {
      return new io.tracewheel.evaluators.Score(
          id,
          scale,
          score.hasValue() ? score.getValue() : Double.NaN,
          clipped(label, LONGEST_LABEL),
          score.getExplanation().isEmpty() ? null : score.getExplanation(),
          Provenance.of(id, version));
    } catch (IllegalArgumentException e) {
      return Unjudged.of(Unscored.INVALID_OUTPUT, "its score does not fit its scale");
    }
  }

  private static Outcome notScored(NotScored why) {
    String message = clipped(why.getMessage(), LONGEST_REASON);
    Unscored kind =
        switch (why.getReason()) {
          case REASON_NOT_APPLICABLE -> Unscored.NOT_APPLICABLE;
          case REASON_NOT_CAPTURED -> Unscored.NOT_CAPTURED;
          case REASON_NO_REFERENCE -> Unscored.NO_REFERENCE;
          case REASON_OVER_LIMIT -> Unscored.OVER_LIMIT;
          case REASON_UNSPECIFIED, UNRECOGNIZED -> Unscored.FAILED;
        };
    return message.isEmpty() ? kind : Unjudged.of(kind, message);
  }

  private static String clipped(String text, int longest) {
    String line = text.replaceAll("[\\p{Cntrl}]", " ");
    return line.length() > longest ? line.substring(0, longest) : line;
  }
}
