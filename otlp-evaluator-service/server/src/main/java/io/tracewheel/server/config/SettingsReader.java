// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads the settings of one table out of YAML nodes and collects every problem with its line and
 * column.
 */
final class SettingsReader {
  private final String file;
  private final Substitution substitution;
  private final List<String> problems;

  SettingsReader(String file, Substitution substitution, List<String> problems) {
    this.file = file;
    this.substitution = substitution;
    this.problems = problems;
  }

  /** Typed values of the settings of one table. */
  static final class Values {
    private final Map<String, Object> byKey = new HashMap<>();
    private final Map<String, Node> nodes = new HashMap<>();

    /** The value, or the default. */
    @SuppressWarnings("unchecked") // put() has stored what the setting's own type parsed
    <T> T get(Setting<T> setting) {
      T given = (T) byKey.get(setting.key());
      if (given != null) {
        return given;
      }
      String byDefault = setting.byDefault();
      if (byDefault == null) {
        throw new IllegalStateException(setting.key() + " has no default");
      }
      return setting.type().parse().apply(byDefault);
    }

    <T> void put(Setting<T> setting, T value) {
      byKey.put(setting.key(), value);
    }

    boolean has(Setting<?> setting) {
      return byKey.containsKey(setting.key());
    }

    /** Where the setting was given, be its value good or not; null if it was not. */
    @Nullable Node given(Setting<?> setting) {
      return nodes.get(setting.key());
    }

    void give(Setting<?> setting, Node node) {
      nodes.put(setting.key(), node);
    }
  }

  /**
   * Reads a mapping and those below it.
   *
   * @param node null for an empty file
   * @param above path of the mapping in the file, for messages; empty at the top
   * @param elsewhere keys at the top of this mapping that are read by someone else
   */
  Values read(@Nullable Node node, String above, List<Setting<?>> table, Set<String> elsewhere) {
    Values values = new Values();
    if (node != null) {
      mapping(node, above, "", table, elsewhere, values);
    }
    return values;
  }

  void problem(@Nullable Node at, String sentence) {
    if (at == null || at.getStartMark().isEmpty()) {
      problems.add(file + ": " + sentence);
    } else {
      problems.add(
          file
              + ":"
              + (at.getStartMark().get().getLine() + 1)
              + ":"
              + (at.getStartMark().get().getColumn() + 1)
              + ": "
              + sentence);
    }
  }

  /**
   * The entries of a mapping, by key; none for an empty value. Other nodes and repeated keys are
   * problems.
   */
  Map<ScalarNode, Node> entries(Node node, String path) {
    Map<ScalarNode, Node> entries = new LinkedHashMap<>();
    if (isNull(node)) {
      return entries;
    }
    if (!(node instanceof MappingNode mapping)) {
      problem(
          node,
          (path.isEmpty() ? "the file" : path)
              + " is "
              + found(node)
              + ", but it takes settings below it, each on a line of its own.");
      return entries;
    }
    Set<String> seen = new HashSet<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        problem(tuple.getKeyNode(), "a key must be plain text.");
      } else if (!seen.add(key.getValue())) {
        problem(key, join(path, key.getValue()) + " is given twice; keep one of them.");
      } else {
        entries.put(key, tuple.getValueNode());
      }
    }
    return entries;
  }

  private void mapping(
      Node node,
      String above,
      String prefix,
      List<Setting<?>> table,
      Set<String> elsewhere,
      Values values) {
    String path = join(above, prefix);
    Set<String> known = new LinkedHashSet<>(prefix.isEmpty() ? elsewhere : Set.of());
    for (Setting<?> setting : table) {
      if (prefix.isEmpty() || setting.key().startsWith(prefix + ".")) {
        String rest =
            prefix.isEmpty() ? setting.key() : setting.key().substring(prefix.length() + 1);
        int dot = rest.indexOf('.');
        known.add(dot < 0 ? rest : rest.substring(0, dot));
      }
    }
    entries(node, path)
        .forEach(
            (keyNode, value) -> {
              String name = keyNode.getValue();
              String key = join(prefix, name);
              if (prefix.isEmpty() && elsewhere.contains(name)) {
                return;
              }
              if (!known.contains(name)) {
                problem(
                    keyNode,
                    "unknown key \""
                        + name
                        + "\""
                        + (path.isEmpty() ? "" : " in " + path)
                        + Suggestion.of(name, known));
                return;
              }
              for (Setting<?> setting : table) {
                if (setting.key().equals(key)) {
                  value(setting, join(above, key), value, values);
                  return;
                }
              }
              mapping(value, above, key, table, elsewhere, values);
            });
  }

  private <T> void value(Setting<T> setting, String path, Node node, Values values) {
    if (isNull(node)) {
      return;
    }
    values.give(setting, node);
    @SuppressWarnings("unchecked") // the shape says what T is
    T value =
        switch (setting.type().shape()) {
          case SCALAR -> scalar(setting, path, node);
          case STRING_LIST -> (T) strings(setting, path, node);
          case STRING_MAP -> (T) stringMap(setting, path, node);
        };
    if (value != null) {
      values.put(setting, value);
    }
  }

  private <T> @Nullable T scalar(Setting<T> setting, String path, Node node) {
    String text = node instanceof ScalarNode scalar ? substituted(scalar, path) : null;
    if (text == null) {
      if (!(node instanceof ScalarNode)) {
        wrongType(setting, path, node, found(node));
      }
      return null;
    }
    try {
      return setting.type().parse().apply(text);
    } catch (RuntimeException e) {
      // As written, before substitution: the value may be a secret in the wrong place.
      wrongType(setting, path, node, found(node));
      return null;
    }
  }

  private @Nullable List<String> strings(Setting<?> setting, String path, Node node) {
    if (!(node instanceof SequenceNode sequence)) {
      wrongType(setting, path, node, found(node));
      return null;
    }
    List<String> strings = new ArrayList<>();
    for (Node element : sequence.getValue()) {
      if (!(element instanceof ScalarNode scalar) || isNull(element)) {
        wrongType(setting, path, element, "a list with " + found(element) + " in it");
        return null;
      }
      String text = substituted(scalar, path);
      if (text != null) {
        strings.add(text);
      }
    }
    return strings;
  }

  private @Nullable Map<String, String> stringMap(Setting<?> setting, String path, Node node) {
    if (!(node instanceof MappingNode)) {
      wrongType(setting, path, node, found(node));
      return null;
    }
    Map<String, String> map = new LinkedHashMap<>();
    entries(node, path)
        .forEach(
            (key, value) -> {
              if (!(value instanceof ScalarNode scalar) || isNull(value)) {
                wrongType(setting, join(path, key.getValue()), value, found(value));
                return;
              }
              String text = substituted(scalar, join(path, key.getValue()));
              if (text != null) {
                map.put(key.getValue(), text);
              }
            });
    return map;
  }

  private @Nullable String substituted(ScalarNode node, String path) {
    try {
      return substitution.apply(node.getValue());
    } catch (IllegalArgumentException e) {
      problem(node, path + ": " + e.getMessage() + ".");
      return null;
    }
  }

  private void wrongType(Setting<?> setting, String path, Node node, String found) {
    problem(node, path + " is " + found + ", but it takes " + setting.type().wanted() + ".");
  }

  private static boolean isNull(Node node) {
    return node.getTag().equals(Tag.NULL);
  }

  private static String found(Node node) {
    if (node instanceof MappingNode) {
      return "a mapping";
    }
    if (node instanceof SequenceNode) {
      return "a list";
    }
    return isNull(node) ? "empty" : "\"" + ((ScalarNode) node).getValue() + "\"";
  }

  static String join(String path, String name) {
    return path.isEmpty() ? name : name.isEmpty() ? path : path + "." + name;
  }
}
