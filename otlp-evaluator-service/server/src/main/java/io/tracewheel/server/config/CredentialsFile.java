// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A file of names and secrets, one {@code name:secret} a line; empty lines and those that begin
 * with {@code #} are passed over. A name may occur several times, while its secret is exchanged.
 */
public final class CredentialsFile {
  private CredentialsFile() {}

  /**
   * Reads a file.
   *
   * @throws ConfigException if it cannot be read or used; no message holds a secret
   */
  public static List<Map.Entry<String, String>> read(Path file) throws ConfigException {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new ConfigException(
          List.of(
              file
                  + ": the file of names and secrets cannot be read ("
                  + e.getClass().getSimpleName()
                  + "); check the path and that you may read it."));
    }
    List<Map.Entry<String, String>> entries = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      int colon = line.indexOf(':');
      if (colon < 1 || colon == line.length() - 1) {
        throw new ConfigException(
            List.of(file + ":" + (i + 1) + ": each line is name:secret, but this one is not."));
      }
      entries.add(Map.entry(line.substring(0, colon), line.substring(colon + 1)));
    }
    if (entries.isEmpty()) {
      throw new ConfigException(
          List.of(file + ": there is no name:secret in this file, so nobody could send."));
    }
    return entries;
  }
}
