// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.privacy;

import io.tracewheel.evaluators.Parameters;
import io.tracewheel.otlp.ByteSlice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What {@code pii} and {@code secrets} look for and where.
 *
 * @param types the kinds
 * @param where the places
 */
record PrivacySettings(Set<PrivateType> types, Set<Where> where) {

  /** Reads {@code types} and {@code where}. */
  static PrivacySettings of(Parameters given, Set<PrivateType> all) {
    List<String> names = given.texts("types");
    Set<PrivateType> types = names.isEmpty() ? all : EnumSet.noneOf(PrivateType.class);
    for (String name : names) {
      List<String> known = all.stream().map(PrivateType::id).toList();
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "types takes some of " + String.join(", ", known) + ", not " + name);
      }
      types.addAll(PrivateType.named(name));
    }
    return new PrivacySettings(types, where(given));
  }

  static Set<Where> where(Parameters given) {
    List<String> places = given.texts("where");
    Set<Where> where = places.isEmpty() ? EnumSet.allOf(Where.class) : EnumSet.noneOf(Where.class);
    for (String place : places) {
      where.add(
          Arrays.stream(Where.values())
              .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(place))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "where takes some of input, output, tools, not " + place)));
    }
    return where;
  }

  /** Counts by place and name. */
  static final class Counts implements SpokenTexts.Visitor {
    private final PrivacySettings settings;
    private final Detector detector;
    private final Map<Where, Map<String, Integer>> counts = new EnumMap<>(Where.class);

    Counts(PrivacySettings settings, Detector detector) {
      this.settings = settings;
      this.detector = detector;
    }

    @Override
    public void text(Where where, boolean trusted, ByteSlice text) {
      if (settings.where.contains(where)) {
        Findings found = detector.scan(text);
        for (int i = 0; i < found.count(); i++) {
          counts
              .computeIfAbsent(where, any -> new TreeMap<>())
              .merge(found.name(i), 1, Integer::sum);
        }
      }
    }

    boolean isEmpty() {
      return counts.isEmpty();
    }

    /** "Found 2 email, 1 phone in the input; 1 iban in tools." and never what was found. */
    String sentence() {
      List<String> places = new ArrayList<>();
      counts.forEach(
          (where, byName) -> {
            List<String> names = new ArrayList<>();
            byName.forEach((name, count) -> names.add(count + " " + name));
            places.add(String.join(", ", names) + " in " + where.words);
          });
      return "Found " + String.join("; ", places) + ".";
    }
  }
}
