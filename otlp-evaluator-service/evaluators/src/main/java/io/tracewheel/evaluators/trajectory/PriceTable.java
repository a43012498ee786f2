// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import io.tracewheel.evaluators.Fingerprint;
import io.tracewheel.trace.TokenUsage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What tokens cost. A JSON document with {@code currency}, {@code per_tokens} (what the prices are
 * for, such as 1,000,000) and {@code entries}, each with
 *
 * <ul>
 *   <li>{@code provider}: a name or glob, every provider if it is left out;
 *   <li>{@code models}: names or globs;
 *   <li>{@code from}, {@code until}: first day and first day no more (UTC), both optional;
 *   <li>{@code tiers}: {@code above_input_tokens} (0 by default), {@code input}, {@code output},
 *       {@code cache_read}, {@code cache_write} (the price of input by default). The tier with the
 *       largest bound that the call's input exceeds is for all tokens of the call.
 * </ul>
 *
 * <p>The first entry that fits counts. Immutable.
 */
public final class PriceTable {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final String currency;
  private final double per;
  private final List<Entry> entries;
  private final String version;

  private record Entry(
      @Nullable String provider,
      List<String> models,
      @Nullable LocalDate from,
      @Nullable LocalDate until,
      List<Tier> tiers) {}

  private record Tier(long above, double input, double output, double read, double write) {}

  private PriceTable(JsonNode root) {
    currency = root.path("currency").asString("USD");
    per = number(root, "per_tokens", "the price table");
    if (!(per > 0)) {
      throw new IllegalArgumentException("per_tokens must be above 0");
    }
    entries = new ArrayList<>();
    JsonNode list = root.path("entries");
    if (!list.isArray()) {
      throw new IllegalArgumentException("the price table needs a list \"entries\"");
    }
    for (int i = 0; i < list.size(); i++) {
      entries.add(entry(list.get(i), "entry " + (i + 1)));
    }
    version = Fingerprint.of(1, root);
  }

  /** List prices that come with this version; the file says where from and how old they are. */
  public static PriceTable builtIn() {
    try (InputStream in = PriceTable.class.getResourceAsStream("prices.json")) {
      if (in == null) {
        throw new IllegalStateException("prices.json is missing from the jar");
      }
      return parse(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a table.
   *
   * @param json the document in UTF-8
   * @throws IllegalArgumentException if it is no such document; the message says what and where
   */
  public static PriceTable parse(byte[] json) {
    try {
      return new PriceTable(JSON.readTree(json));
    } catch (JacksonException e) {
      throw new IllegalArgumentException("it is not valid JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** Currency of all prices. */
  public String currency() {
    return currency;
  }

  /** Changes with the document. */
  public String version() {
    return version;
  }

  /**
   * What a call cost; null when the model is in no entry that was valid then. Tokens that are not
   * known cost nothing. Cached tokens are parts of the input.
   */
  public @Nullable Double cost(
      @Nullable String provider, String model, TokenUsage usage, Instant when) {
    LocalDate day = LocalDate.ofInstant(when, ZoneOffset.UTC);
    for (Entry entry : entries) {
      if (fits(entry, provider, model, day)) {
        return cost(entry, usage);
      }
    }
    return null;
  }

  private static boolean fits(Entry entry, @Nullable String provider, String model, LocalDate day) {
    boolean right =
        entry.provider() == null || provider == null || Glob.matches(entry.provider(), provider);
    return right
        && Calls.any(entry.models(), model)
        && (entry.from() == null || !day.isBefore(entry.from()))
        && (entry.until() == null || day.isBefore(entry.until()));
  }

  private double cost(Entry entry, TokenUsage usage) {
    long input = Math.max(0, usage.input());
    long read = Math.min(input, Math.max(0, usage.cacheRead()));
    long write = Math.min(input - read, Math.max(0, usage.cacheWrite()));
    Tier tier = entry.tiers().get(0);
    for (Tier other : entry.tiers()) {
      tier = input > other.above() && other.above() >= tier.above() ? other : tier;
    }
    double sum =
        (input - read - write) * tier.input()
            + read * tier.read()
            + write * tier.write()
            + Math.max(0, usage.output()) * tier.output();
    return sum / per;
  }

  private static Entry entry(JsonNode node, String where) {
    List<String> models = new ArrayList<>();
    node.path("models").forEach(model -> models.add(model.asString("")));
    List<Tier> tiers = new ArrayList<>();
    for (JsonNode tier : node.path("tiers")) {
      double input = number(tier, "input", where);
      tiers.add(
          new Tier(
              tier.path("above_input_tokens").asLong(0),
              input,
              number(tier, "output", where),
              tier.has("cache_read") ? number(tier, "cache_read", where) : input,
              tier.has("cache_write") ? number(tier, "cache_write", where) : input));
    }
    if (models.isEmpty() || tiers.stream().noneMatch(tier -> tier.above() == 0)) {
      throw new IllegalArgumentException(
          where + " needs \"models\" and a tier without above_input_tokens");
    }
    tiers.sort(java.util.Comparator.comparingLong(Tier::above));
    return new Entry(
        node.hasNonNull("provider") ? node.path("provider").asString("") : null,
        models,
        date(node, "from", where),
        date(node, "until", where),
        tiers);
  }

  private static double number(JsonNode node, String field, String where) {
    JsonNode value = node.path(field);
    if (!value.isNumber() || value.asDouble() < 0) {
      throw new IllegalArgumentException(where + " needs a number \"" + field + "\" from 0");
    }
    return value.asDouble();
  }

  private static @Nullable LocalDate date(JsonNode node, String field, String where) {
    if (!node.hasNonNull(field)) {
      return null;
    }
    try {
      return LocalDate.parse(node.path(field).asString(""));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          where + " has a \"" + field + "\" that is no day such as 2026-10-07", e);
    }
  }
}
