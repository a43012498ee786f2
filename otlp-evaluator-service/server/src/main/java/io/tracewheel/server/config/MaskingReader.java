// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.config;

import io.tracewheel.evaluators.privacy.MaskingRules;
import io.tracewheel.evaluators.privacy.MaskingRules.Action;
import io.tracewheel.evaluators.privacy.MaskingRules.Secret;
import io.tracewheel.evaluators.privacy.PrivateType;
import io.tracewheel.server.config.SettingsReader.Values;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads what is masked for one destination. */
final class MaskingReader {
  private static final Map<Action, Setting<List<String>>> SETTINGS = new LinkedHashMap<>();

  static {
    SETTINGS.put(Action.MASK, Settings.MASK);
    SETTINGS.put(Action.DROP, Settings.MASK_DROP);
    SETTINGS.put(Action.PSEUDONYM, Settings.MASK_PSEUDONYM);
  }

  private MaskingReader() {}

  /** The rules; none where nothing is masked or something is wrong, which is reported then. */
  static MaskingRules read(SettingsReader reader, String path, Values values) {
    Map<String, String> patterns = values.get(Settings.MASK_PATTERNS);
    List<String> known = new ArrayList<>(PrivateType.names());
    known.addAll(patterns.keySet());
    Map<Action, List<String>> names = new LinkedHashMap<>();
    boolean wrong = false;
    Node at = values.given(Settings.MASK_PATTERNS);
    for (Map.Entry<Action, Setting<List<String>>> entry : SETTINGS.entrySet()) {
      Node given = values.given(entry.getValue());
      names.put(entry.getKey(), values.get(entry.getValue()));
      at = at == null ? given : at;
      wrong |= unknown(reader, path, entry.getValue(), given, known);
    }
    if (at == null) {
      Node unused = unused(values);
      if (unused != null) {
        reader.problem(
            unused,
            path
                + ".masking names nothing to mask; list types below masking.mask, masking.drop or"
                + " masking.pseudonym.");
      }
      return MaskingRules.NONE;
    }
    if (wrong) {
      return MaskingRules.NONE;
    }
    try {
      Secret key =
          values
              .get(Settings.MASK_KEY)
              .map(text -> new Secret(text.getBytes(StandardCharsets.UTF_8)))
              .orElse(Secret.NONE);
      return MaskingRules.of(names, patterns, values.get(Settings.MASK_EXCEPT), key);
    } catch (IllegalArgumentException e) {
      reader.problem(at, path + ".masking: " + e.getMessage() + ".");
      return MaskingRules.NONE;
    }
  }

  private static @Nullable Node unused(Values values) {
    Node key = values.given(Settings.MASK_KEY);
    return key == null ? values.given(Settings.MASK_EXCEPT) : key;
  }

  private static boolean unknown(
      SettingsReader reader,
      String path,
      Setting<?> setting,
      @Nullable Node given,
      List<String> known) {
    boolean wrong = false;
    if (given instanceof SequenceNode list) {
      for (Node element : list.getValue()) {
        if (element instanceof ScalarNode scalar && !known.contains(scalar.getValue())) {
          wrong = true;
          reader.problem(
              element,
              SettingsReader.join(path, setting.key())
                  + " names the unknown type \""
                  + scalar.getValue()
                  + "\""
                  + Suggestion.of(scalar.getValue(), known));
        }
      }
    }
    return wrong;
  }
}
