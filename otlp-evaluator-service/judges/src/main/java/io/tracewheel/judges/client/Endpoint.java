// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges.client;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a judge is and how long it may take.
 *
 * @param provider {@code openai}, {@code anthropic}, {@code gemini} or {@code bedrock}: the wire
 *     format
 * @param model as the provider calls it
 * @param uri base address; null for the provider's own
 * @param region of Bedrock; null for other providers
 * @param key sent to the provider and nowhere else
 * @param credentials further secrets by the name that the provider's SDK gives them
 * @param timeouts when a call is given up
 */
public record Endpoint(
    String provider,
    String model,
    @Nullable URI uri,
    @Nullable String region,
    ApiKey key,
    Map<String, ApiKey> credentials,
    Timeouts timeouts) {

  /** Copies the credentials. */
  public Endpoint {
    credentials = Map.copyOf(credentials);
  }

  /**
   * When a call is given up.
   *
   * @param connect until there is a connection
   * @param firstByte until the answer begins
   * @param total until the answer is there
   * @param maxBytes largest answer
   */
  public record Timeouts(Duration connect, Duration firstByte, Duration total, int maxBytes) {
    /** Two, twenty and thirty seconds, and 64 KiB. */
    public static final Timeouts DEFAULT =
        new Timeouts(
            Duration.ofSeconds(2), Duration.ofSeconds(20), Duration.ofSeconds(30), 64 << 10);
  }
}
