// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import io.tracewheel.otlp.AttributeKeys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How one family of emitters writes GenAI spans, as a table: by what its spans are known, what they
 * are, and where each field of the normal form sits. Code only where a shape differs. One file
 * each. Immutable.
 */
final class Dialect {
  private static final Source[] NOWHERE = {};

  private final String name;
  private final List<String> scopes;
  private final List<String> selectors;
  private final List<String> fingerprints;
  private final AttributeKeys keys;
  private final Predicate<Look> also;
  private final Map<String, Map<String, String>> kinds;
  private final Function<Look, @Nullable String> otherwise;
  private final Map<Field, Source[]> first;
  private final Map<Field, Source[]> then;

  private Dialect(Builder builder) {
    name = builder.name;
    scopes = List.copyOf(builder.scopes);
    selectors = List.copyOf(builder.selectors);
    fingerprints = List.copyOf(builder.fingerprints);
    keys = keys(fingerprints);
    also = builder.also;
    kinds = Map.copyOf(builder.kinds);
    otherwise = builder.otherwise;
    first = builder.first;
    then = builder.then;
  }

  /** Begins a table. */
  static Builder named(String name) {
    return new Builder(name);
  }

  /** What the dialect is called in reports. */
  String name() {
    return name;
  }

  /** Keys, or with a star at their end prefixes of keys, by which its spans are found. */
  List<String> selectors() {
    return selectors;
  }

  /** Keys that only its spans have; a star ends a prefix. */
  List<String> fingerprints() {
    return fingerprints;
  }

  /**
   * Whether a span is written in this dialect.
   *
   * @param anyKey false if the span has the keys of no dialect
   */
  boolean claims(Look look, boolean anyKey) {
    if (anyKey && look.attributes().containsAny(keys)) {
      return true;
    }
    for (String scope : scopes) {
      if (matches(scope, look.scope())) {
        return true;
      }
    }
    return also.test(look);
  }

  /** The operation, where an attribute of the dialect names it; null when none does. */
  @Nullable String statedKind(Look look) {
    for (Map.Entry<String, Map<String, String>> kind : kinds.entrySet()) {
      String word = look.word(kind.getKey());
      if (word != null) {
        String known = word.toLowerCase(Locale.ROOT);
        String operation = kind.getValue().getOrDefault(known, known);
        return operation.isEmpty() ? null : operation;
      }
    }
    return null;
  }

  /** The operation as far as what else the span has tells it; null when nothing does. */
  @Nullable String guessedKind(Look look) {
    return otherwise.apply(look);
  }

  /** Where a field sits, to be asked before the convention's own places. */
  Source[] first(Field field) {
    return first.getOrDefault(field, NOWHERE);
  }

  /** Where a field sits, to be asked after the convention's own places. */
  Source[] then(Field field) {
    return then.getOrDefault(field, NOWHERE);
  }

  /** Keys out of a list in which a star at the end means: any ending. */
  static AttributeKeys keys(List<String> list) {
    List<String> prefixes = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (String key : list) {
      if (key.endsWith("*")) {
        prefixes.add(key.substring(0, key.length() - 1));
      } else {
        names.add(key);
      }
    }
    return AttributeKeys.of(prefixes, names);
  }

  private static boolean matches(String pattern, String text) {
    return pattern.endsWith("*")
        ? text.startsWith(pattern.substring(0, pattern.length() - 1))
        : text.equals(pattern);
  }

  /** Fills a table; not thread-safe. */
  static final class Builder {
    private final String name;
    private final List<String> scopes = new ArrayList<>();
    private final List<String> fingerprints = new ArrayList<>();
    private final List<String> selectors = new ArrayList<>();
    private final Map<String, Map<String, String>> kinds = new HashMap<>();
    private final Map<Field, Source[]> first = new EnumMap<>(Field.class);
    private final Map<Field, Source[]> then = new EnumMap<>(Field.class);
    private Predicate<Look> also = look -> false;
    private Function<Look, @Nullable String> otherwise = look -> null;

    private Builder(String name) {
      this.name = name;
    }

    /** Names of instrumentation scopes whose spans are its own; a star ends a prefix. */
    Builder scopes(String... names) {
      scopes.addAll(List.of(names));
      return this;
    }

    /** Attribute keys that only its spans have; a star ends a prefix. */
    Builder keys(String... names) {
      fingerprints.addAll(List.of(names));
      selectors.addAll(List.of(names));
      return this;
    }

    /** Keys by which spans are found that are then known by something else. */
    Builder foundBy(String... names) {
      selectors.addAll(List.of(names));
      return this;
    }

    /** Another way to know its spans, for what keys and scopes cannot tell. */
    Builder alsoWhen(Predicate<Look> test) {
      also = test;
      return this;
    }

    /**
     * The attribute that names the kind of a span.
     *
     * @param words pairs of a word in lower case and the operation it stands for, empty for none;
     *     other words stand for themselves
     */
    Builder kind(String key, String... words) {
      Map<String, String> map = new HashMap<>();
      for (int i = 0; i < words.length; i += 2) {
        map.put(words[i], words[i + 1]);
      }
      return kind(key, map);
    }

    /** The attribute that names the kind of a span, and the operations its words stand for. */
    Builder kind(String key, Map<String, String> words) {
      kinds.put(key, Map.copyOf(words));
      return this;
    }

    /** How the kind is known where no attribute names it. */
    Builder kindOtherwise(Function<Look, @Nullable String> guess) {
      otherwise = guess;
      return this;
    }

    /** Where a field sits; goes before the convention's places. */
    Builder first(Field field, String... notations) {
      return first(field, sources(notations));
    }

    /** Where a field sits; goes before the convention's places. */
    Builder first(Field field, Source... sources) {
      first.merge(field, sources, Builder::both);
      return this;
    }

    /** Where a field sits; goes after the convention's places. */
    Builder then(Field field, String... notations) {
      return then(field, sources(notations));
    }

    /** Where a field sits; goes after the convention's places. */
    Builder then(Field field, Source... sources) {
      then.merge(field, sources, Builder::both);
      return this;
    }

    Dialect build() {
      return new Dialect(this);
    }

    private static Source[] sources(String... notations) {
      return Arrays.stream(notations).map(Source::of).toArray(Source[]::new);
    }

    private static Source[] both(Source[] one, Source[] other) {
      Source[] all = Arrays.copyOf(one, one.length + other.length);
      System.arraycopy(other, 0, all, one.length, other.length);
      return all;
    }
  }
}
