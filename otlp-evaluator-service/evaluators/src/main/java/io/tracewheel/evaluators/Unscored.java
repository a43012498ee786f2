// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

/** Why an evaluator gave no score. No score is neither pass nor fail. */
public enum Unscored implements Outcome {
  /** The span has nothing that this evaluator judges, such as no tool call. */
  NOT_APPLICABLE,
  /** What would have to be judged was not captured. */
  NOT_CAPTURED,
  /** What was captured cannot be read: malformed JSON, or over a limit of size or nesting. */
  UNREADABLE,
  /**
   * The JSON Schema of a tool cannot be used: it is no valid schema, refers to other documents, or
   * has a pattern that cannot be checked in bounded time.
   */
  UNUSABLE_SCHEMA,
  /** Judging would cost more than the evaluator's limits allow. */
  OVER_LIMIT,
  /** There is nothing to compare with: no reference, or none that says this. */
  NO_REFERENCE,
  /** A composite lacks the score of one of its parts. */
  PART_MISSING,
  /** A model that was used is not in the price table. */
  NO_PRICE,
  /** The span already carries this score, from an evaluator before this one or from the emitter. */
  ALREADY_SCORED,
  /** The evaluator threw. */
  FAILED,
  /** The evaluator is set aside for a while because it failed or overran its budget repeatedly. */
  QUARANTINED,
  /** A budget is used up, or cannot be kept because its file cannot be written. */
  BUDGET,
  /** More judgements wait than may. */
  QUEUE_FULL,
  /** The judge took too long. */
  TIMED_OUT,
  /** The judge has too many calls to answer, and said so until the last attempt. */
  RATE_LIMITED,
  /** The judge cannot be reached, or broke off. */
  UNREACHABLE,
  /** The judge is not asked for now, because it failed too often or does not let us in. */
  JUDGE_PAUSED,
  /** The judge answered, and not what it was asked for, even after a repair. */
  INVALID_OUTPUT,
  /** The judge does not take the request, or declines to answer it. */
  JUDGE_REFUSED;

  @Override
  public Unscored unscored() {
    return this;
  }
}
