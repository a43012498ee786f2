// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.privacy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of what is found. Immutable.
 *
 * @param actions by name of a type or of an own pattern
 * @param patterns the user's own
 * @param except keys of attributes whose values are not looked into
 * @param key of pseudonyms; empty where there are none. Never printed
 */
public record MaskingRules(
    Map<String, Action> actions, List<OwnPattern> patterns, Set<String> except, Secret key) {

  /** What is done with a finding. */
  public enum Action {
    /** Nothing is left of it. */
    DROP,
    /** The name of its type stands in its place. */
    MASK,
    /** The name of its type and a keyed hash: the same wherever the same was found. */
    PSEUDONYM
  }

  /** Bytes that no log may show. */
  public static final class Secret {
    /** No key. */
    public static final Secret NONE = new Secret(new byte[0]);

    private final byte[] bytes;

    /** A key; the bytes are not copied. */
    public Secret(byte[] bytes) {
      this.bytes = bytes;
    }

    byte[] bytes() {
      return bytes;
    }

    /** Whether there is none. */
    public boolean isEmpty() {
      return bytes.length == 0;
    }

    @Override
    public String toString() {
      return isEmpty() ? "none" : "***";
    }
  }

  /** Least number of bytes of a key. */
  public static final int LEAST_KEY = 16;

  public MaskingRules {
    actions = Map.copyOf(actions);
    patterns = List.copyOf(patterns);
    except = Set.copyOf(except);
  }

  /** Nothing is masked. */
  public static final MaskingRules NONE =
      new MaskingRules(Map.of(), List.of(), Set.of(), Secret.NONE);

  /** Whether nothing is masked. */
  public boolean isEmpty() {
    return actions.isEmpty();
  }

  /**
   * Rules from names as they are configured. A name of a type goes before that of its group, a
   * group before {@code all}.
   *
   * @param names what is named for each action
   * @param patterns regular expressions by name; one that no action names is masked
   * @throws IllegalArgumentException if a name is unknown or has two actions, a pattern cannot be
   *     used, or there is no key for pseudonyms; the message is a clause
   */
  public static MaskingRules of(
      Map<Action, ? extends Collection<String>> names,
      Map<String, String> patterns,
      Collection<String> except,
      Secret key) {
    List<OwnPattern> own = new ArrayList<>();
    for (Map.Entry<String, String> entry : patterns.entrySet()) {
      if (PrivateType.names().contains(entry.getKey())) {
        throw new IllegalArgumentException(
            "a pattern cannot be called " + entry.getKey() + ", which is the name of a type");
      }
      own.add(new OwnPattern(entry.getKey(), entry.getValue()));
    }
    Map<String, Action> given = new LinkedHashMap<>();
    names.forEach(
        (action, list) -> {
          for (String name : list) {
            if (!PrivateType.names().contains(name) && !patterns.containsKey(name)) {
              throw new IllegalArgumentException(
                  "there is no type or pattern \""
                      + name
                      + "\"; there are "
                      + String.join(", ", PrivateType.names()));
            }
            Action other = given.put(name, action);
            if (other != null && other != action) {
              throw new IllegalArgumentException(
                  name + " has two actions, " + word(other) + " and " + word(action));
            }
          }
        });
    Map<String, Action> actions = new LinkedHashMap<>();
    for (PrivateType type : EnumSet.allOf(PrivateType.class)) {
      Action action = action(given, type);
      if (action != null) {
        actions.put(type.id(), action);
      }
    }
    own.forEach(
        pattern -> actions.put(pattern.name(), given.getOrDefault(pattern.name(), Action.MASK)));
    boolean pseudonyms = actions.containsValue(Action.PSEUDONYM);
    if (pseudonyms && key.bytes().length < LEAST_KEY) {
      throw new IllegalArgumentException(
          "pseudonyms need a pseudonym_key of at least "
              + LEAST_KEY
              + " bytes, such as ${env:PSEUDONYM_KEY} or ${file:PATH}");
    }
    return new MaskingRules(actions, own, Set.copyOf(except), key);
  }

  private static @Nullable Action action(Map<String, Action> given, PrivateType type) {
    if (type == PrivateType.CUSTOM) {
      return null;
    }
    Action own = given.get(type.id());
    Action group = given.get(type.isSecret() ? "secrets" : "pii");
    return own != null ? own : group != null ? group : given.get("all");
  }

  private static String word(Action action) {
    return action.name().toLowerCase(Locale.ROOT);
  }

  /** The types to look for. */
  Set<PrivateType> types() {
    Set<PrivateType> types = EnumSet.noneOf(PrivateType.class);
    for (PrivateType type : PrivateType.values()) {
      if (actions.containsKey(type.id())) {
        types.add(type);
      }
    }
    return types;
  }
}
