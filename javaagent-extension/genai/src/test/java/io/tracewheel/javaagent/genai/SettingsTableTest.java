// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of switches in the agent's README is that of the code. */
class SettingsTableTest {

  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `otel\\.instrumentation\\.genai\\.([a-z-]+)` \\| ");

  @Test
  void theReadmeNamesEachSettingThatIsReadAndNoOther() throws Exception {
    Set<String> read = new TreeSet<>();
    GenAiSettings.read(
        name -> {
          read.add(name);
          return null;
        });
    Set<String> told = new TreeSet<>();
    Matcher rows = ROW.matcher(Files.readString(Path.of("../README.md")));
    while (rows.find()) {
      told.add(rows.group(1));
    }

    assertThat(told).isEqualTo(read);
  }
}
