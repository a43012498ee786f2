// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges;

import io.tracewheel.judges.client.Endpoint;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One judge.
 *
 * @param name in the configuration
 * @param fingerprint of all its settings, keys and prices: it changes with each of them
 * @param endpoint where it is
 * @param maxOutputTokens most tokens of an answer, reasoning included
 * @param temperature null for the model's own
 * @param maxInputChars most characters of a run that it is shown
 * @param conduct how it is treated
 * @param tariff what it costs
 * @param currency of the tariff
 * @param captureContent whether the spans of its calls hold what was sent and answered
 * @param fallback judge that is asked when this one is not to be had; null for none
 */
record JudgeSettings(
    String name,
    String fingerprint,
    Endpoint endpoint,
    int maxOutputTokens,
    @Nullable Double temperature,
    int maxInputChars,
    Conduct conduct,
    Tariff tariff,
    String currency,
    boolean captureContent,
    @Nullable String fallback) {

  /**
   * How a judge is treated.
   *
   * @param startConcurrency calls at once to begin with
   * @param maxConcurrency calls at once at most
   * @param queue judgements that may wait; the oldest gives way
   * @param requestsPerMinute most requests
   * @param tokensPerMinute most tokens; infinite for no limit
   * @param retries most further attempts at a call
   * @param shortestWait before an attempt
   * @param longestWait before an attempt, unless the judge asks for more
   * @param maxAge when a judgement is given up
   * @param breakerWait how long a judge that failed is left alone at first
   * @param breakerLongest how long at most
   * @param cacheEntries answers that are kept
   * @param cacheTime how long
   */
  record Conduct(
      int startConcurrency,
      int maxConcurrency,
      int queue,
      double requestsPerMinute,
      double tokensPerMinute,
      int retries,
      Duration shortestWait,
      Duration longestWait,
      Duration maxAge,
      Duration breakerWait,
      Duration breakerLongest,
      int cacheEntries,
      Duration cacheTime) {

    static final Conduct DEFAULT =
        new Conduct(
            4,
            32,
            1000,
            600,
            Double.POSITIVE_INFINITY,
            2,
            Duration.ofSeconds(1),
            Duration.ofSeconds(20),
            Duration.ofMinutes(15),
            Duration.ofSeconds(30),
            Duration.ofMinutes(10),
            100_000,
            Duration.ofHours(24));
  }

  /** What decides, apart from the rubric, how a run is judged. */
  String version() {
    return String.join(
        " ",
        endpoint.provider(),
        endpoint.model(),
        String.valueOf(endpoint.uri()),
        String.valueOf(temperature),
        String.valueOf(maxOutputTokens),
        String.valueOf(maxInputChars));
  }

  /** The provider as the GenAI conventions call it. */
  String providerName() {
    return switch (endpoint.provider()) {
      case "gemini" -> "gcp.gemini";
      case "bedrock" -> "aws.bedrock";
      default -> endpoint.provider();
    };
  }
}
