// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The README's reference is this table of settings, so that it cannot lie. */
class ReferenceTableTest {

  @Test
  void theReadmeListsEverySettingWithItsDefault() throws Exception {
    String readme = Files.readString(Path.of("README.md"));

    assertThat(readme).contains(table());
  }

  private static String table() {
    List<String> lines = new ArrayList<>();
    lines.add("| Setting | Default | Meaning |");
    lines.add("|---|---|---|");
    rows(lines, "", Settings.TOP);
    rows(lines, "exporters.otlp/NAME.", Settings.OTLP);
    rows(lines, "exporters.otlphttp/NAME.", Settings.OTLP_HTTP.subList(0, 1));
    rows(lines, "exporters.file/NAME.", Settings.FILE.subList(0, 1));
    return String.join("\n", lines) + "\n";
  }

  private static void rows(List<String> lines, String above, List<Setting<?>> settings) {
    for (Setting<?> setting : settings) {
      String byDefault =
          setting.byDefault() == null
              ? "required"
              : setting.byDefault().isEmpty() ? "none" : "`" + setting.byDefault() + "`";
      lines.add(
          "| `" + above + setting.key() + "` | " + byDefault + " | " + setting.meaning() + " |");
    }
  }
}
