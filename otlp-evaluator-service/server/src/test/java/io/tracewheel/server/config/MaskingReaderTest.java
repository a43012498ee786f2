// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tracewheel.evaluators.privacy.MaskingRules;
import io.tracewheel.evaluators.privacy.MaskingRules.Action;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MaskingReaderTest {
  private static EvaluatorConfig read(String masking) throws ConfigException {
    return new ConfigReader(Map.of("KEY", "sixteen bytes or more")::get, Set.of())
        .read(
            "conf.yaml",
            """
            exporters:
              file/a:
                path: a.jsonl
                masking:
            """
                + masking.indent(6));
  }

  @Test
  void each_type_has_the_action_that_names_it_most_closely() throws Exception {
    MaskingRules rules =
        read("""
            mask: [all]
            drop: [secrets]
            pseudonym: [email]
            pseudonym_key: ${env:KEY}
            patterns: {employee: "EMP-[0-9]{6}"}
            except: [server.address]
            """)
            .exporters()
            .get(0)
            .masking();
    assertThat(rules.actions())
        .containsEntry("phone", Action.MASK)
        .containsEntry("jwt", Action.DROP)
        .containsEntry("email", Action.PSEUDONYM)
        .containsEntry("employee", Action.MASK);
    assertThat(rules.except()).containsExactly("server.address");
    assertThat(rules.toString()).doesNotContain("sixteen");
  }

  @Test
  void nothing_configured_masks_nothing() throws Exception {
    EvaluatorConfig config =
        new ConfigReader(name -> null, Set.of()).read("c.yaml", "exporters: {file/a: {path: a}}");
    assertThat(config.exporters().get(0).masking().isEmpty()).isTrue();
  }

  @Test
  void problems_are_named_with_place_and_remedy() {
    assertThatThrownBy(() -> read("mask: [emial, phone]"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "conf.yaml:5:14: exporters.file/a.masking.mask names the unknown type \"emial\"; did you"
                + " mean \"email\"?");
    assertThatThrownBy(() -> read("pseudonym: [email]"))
        .hasMessageContaining(
            "conf.yaml:5:18: exporters.file/a.masking: pseudonyms need a"
                + " pseudonym_key of at least 16 bytes");
    assertThatThrownBy(() -> read("pseudonym: [email]\npseudonym_key: short"))
        .hasMessageContaining("at least 16 bytes")
        .hasMessageNotContaining("short");
    assertThatThrownBy(() -> read("mask: [email]\ndrop: [email]"))
        .hasMessageContaining("email has two actions, mask and drop");
    assertThatThrownBy(() -> read("patterns: {mine: \"a+\"}"))
        .hasMessageContaining("pattern mine repeats something without end");
    assertThatThrownBy(() -> read("except: [a]")).hasMessageContaining("names nothing to mask");
    assertThatThrownBy(() -> read("maks: [email]")).hasMessageContaining("did you mean");
  }
}
