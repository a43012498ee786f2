// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tracewheel.evaluators.trajectory.PriceTable;
import io.tracewheel.judges.JudgeSettings.Conduct;
import io.tracewheel.judges.client.ApiKey;
import io.tracewheel.judges.client.Endpoint;
import io.tracewheel.judges.client.Endpoint.Timeouts;
import io.tracewheel.judges.conduct.Limits;
import io.tracewheel.judges.rubric.Settings;
import io.tracewheel.trace.TokenUsage;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads judges from configuration, and their keys from the environment. */
final class SettingsReader {
  private static final Map<String, String> KEYS =
      Map.of(
          "openai",
          "OPENAI_API_KEY",
          "anthropic",
          "ANTHROPIC_API_KEY",
          "gemini",
          "GEMINI_API_KEY",
          "bedrock",
          "AWS_BEARER_TOKEN_BEDROCK");
  private static final List<String> AWS =
      List.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN");
  private static final String[] KNOWN = {
    "provider",
    "model",
    "endpoint",
    "region",
    "api_key_env",
    "max_output_tokens",
    "temperature",
    "max_input_chars",
    "price",
    "capture_content",
    "fallback",
    "timeouts",
    "concurrency",
    "queue",
    "requests_per_minute",
    "tokens_per_minute",
    "retries",
    "retry_wait_seconds",
    "max_age_seconds",
    "breaker_seconds",
    "cache_entries",
    "cache_hours"
  };

  private final Function<String, @Nullable String> environment;
  private final PriceTable prices;

  SettingsReader(Function<String, @Nullable String> environment, PriceTable prices) {
    this.environment = environment;
    this.prices = prices;
  }

  JudgeSettings read(String name, JsonNode given) {
    Settings all = new Settings(given, "judge " + name, KNOWN);
    String provider = all.text("provider");
    if (!KEYS.containsKey(provider)) {
      throw all.wrong("provider", "one of openai, anthropic, gemini, bedrock");
    }
    String model = all.text("model");
    Tariff tariff;
    String currency;
    if (all.raw("price") == null) {
      tariff = (in, out, when) -> listed(provider, model, in, out, when);
      currency = prices.currency();
    } else {
      Settings price =
          new Settings(given.get("price"), "price of judge " + name, "input", "output", "currency");
      Double input = price.number("input", 0);
      Double output = price.number("output", 0);
      if (input == null || output == null) {
        throw new IllegalArgumentException(
            "price of judge " + name + " needs input and output, for a million tokens");
      }
      tariff = (in, out, when) -> (in * input + out * output) / 1e6;
      currency = String.valueOf(price.text("currency", prices.currency()));
    }
    Endpoint endpoint = endpoint(name, provider, model, all);
    return new JudgeSettings(
        name,
        fingerprint(given, endpoint),
        endpoint,
        all.count("max_output_tokens", 1, 1024),
        all.number("temperature", 0),
        all.count("max_input_chars", 1000, 60_000),
        conduct(all),
        tariff,
        currency,
        all.flag("capture_content", false),
        all.text("fallback", null));
  }

  private String fingerprint(JsonNode given, Endpoint endpoint) {
    StringBuilder text = new StringBuilder(given.toString());
    text.append('\n').append(prices.version()).append('\n').append(endpoint.key().reveal());
    new TreeMap<>(endpoint.credentials())
        .forEach((name, key) -> text.append('\n').append(name).append(key.reveal()));
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private @Nullable Double listed(
      String provider, String model, long input, long output, long unixNanos) {
    return prices.cost(
        provider,
        model,
        new TokenUsage(input, output, -1, -1, -1),
        Instant.ofEpochSecond(0, unixNanos));
  }

  private Endpoint endpoint(String name, String provider, String model, Settings all) {
    URI uri = null;
    String text = all.text("endpoint", null);
    if (text != null) {
      try {
        uri = URI.create(text);
      } catch (IllegalArgumentException e) {
        throw all.wrong("endpoint", "an address such as https://host/v1");
      }
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (!http || uri.getHost() == null || uri.getUserInfo() != null) {
        throw all.wrong("endpoint", "an address such as https://host/v1, without a key in it");
      }
    }
    String variable = all.text("api_key_env", KEYS.get(provider));
    ApiKey key = key(String.valueOf(variable));
    Map<String, ApiKey> credentials = new LinkedHashMap<>();
    if (provider.equals("bedrock")) {
      for (String each : AWS) {
        ApiKey found = key(each);
        if (!found.isEmpty()) {
          credentials.put(each, found);
        }
      }
    }
    String region = all.text("region", null);
    if (provider.equals("bedrock") && region == null) {
      throw new IllegalArgumentException("judge " + name + " needs region, such as eu-west-1");
    }
    // Servers of one's own often want no key.
    boolean free = provider.equals("openai") && uri != null && !all.has("api_key_env");
    boolean aws = credentials.containsKey(AWS.get(0)) && credentials.containsKey(AWS.get(1));
    if (key.isEmpty() && !free && !aws) {
      throw new IllegalArgumentException(
          "judge " + name + " needs a key in the environment variable " + variable);
    }
    return new Endpoint(provider, model, uri, region, key, credentials, timeouts(name, all));
  }

  private ApiKey key(String variable) {
    String value = environment.apply(variable);
    return value == null || value.isBlank() ? ApiKey.NONE : new ApiKey(value.strip());
  }

  private static Timeouts timeouts(String name, Settings all) {
    JsonNode given = all.raw("timeouts");
    if (given == null) {
      return Timeouts.DEFAULT;
    }
    Settings each =
        new Settings(
            given,
            "timeouts of judge " + name,
            "connect_seconds",
            "first_byte_seconds",
            "total_seconds",
            "max_answer_bytes");
    Timeouts standard = Timeouts.DEFAULT;
    return new Timeouts(
        seconds(each, "connect_seconds", standard.connect()),
        seconds(each, "first_byte_seconds", standard.firstByte()),
        seconds(each, "total_seconds", standard.total()),
        each.count("max_answer_bytes", 1024, standard.maxBytes()));
  }

  private static Duration seconds(Settings all, String name, Duration otherwise) {
    Double value = all.number(name, 0.001);
    return value == null ? otherwise : Duration.ofNanos((long) (value * 1e9));
  }

  private static Conduct conduct(Settings all) {
    Conduct standard = Conduct.DEFAULT;
    int most = all.count("concurrency", 1, standard.maxConcurrency());
    Double requests = all.number("requests_per_minute", 1);
    Double tokens = all.number("tokens_per_minute", 1);
    Double hours = all.number("cache_hours", 0);
    Duration wait = seconds(all, "retry_wait_seconds", standard.shortestWait());
    Duration breaker = seconds(all, "breaker_seconds", standard.breakerWait());
    return new Conduct(
        Math.min(most, standard.startConcurrency()),
        most,
        all.count("queue", 1, standard.queue()),
        requests == null ? standard.requestsPerMinute() : requests,
        tokens == null ? standard.tokensPerMinute() : tokens,
        all.count("retries", 0, standard.retries()),
        wait,
        wait.multipliedBy(20),
        seconds(all, "max_age_seconds", standard.maxAge()),
        breaker,
        breaker.multipliedBy(20),
        all.count("cache_entries", 0, standard.cacheEntries()),
        hours == null ? standard.cacheTime() : Duration.ofNanos((long) (hours * 3.6e12)));
  }

  /** Reads {@code calls}, {@code tokens} and {@code money}. */
  static Limits limits(Settings all) {
    Double calls = all.number("calls", 0);
    Double tokens = all.number("tokens", 0);
    Double money = all.number("money", 0);
    return new Limits(
        calls == null ? Long.MAX_VALUE : calls.longValue(),
        tokens == null ? Long.MAX_VALUE : tokens.longValue(),
        money == null ? Long.MAX_VALUE : (long) (money * Limits.NANOS));
  }
}
