// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges.rubric;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The rubrics that come with this version, and those that a user wrote. Immutable. */
public final class Rubrics {
  private static final List<String> SHIPPED =
      List.of(
          "trajectory_accuracy",
          "goal_success",
          "assertions",
          "tool_selection",
          "tool_arguments",
          "tool_response_handling",
          "faithfulness",
          "hallucination",
          "answer_relevancy",
          "toxicity");

  private final Map<String, Rubric> all;

  private Rubrics(Map<String, Rubric> all) {
    this.all = all;
  }

  /** Those that come with this version. */
  public static Rubrics shipped() {
    Map<String, Rubric> rubrics = new LinkedHashMap<>();
    for (String id : SHIPPED) {
      try (InputStream in = Rubrics.class.getResourceAsStream(id + ".yaml")) {
        if (in == null) {
          throw new IllegalStateException(id + ".yaml is missing from the jar");
        }
        Object document = new Load(LoadSettings.builder().build()).loadFromInputStream(in);
        JsonNode node = JsonMapper.shared().valueToTree(document);
        rubrics.put(id, Rubric.of(id, node));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new Rubrics(rubrics);
  }

  /** These, and more; one of the same name takes the place of a shipped one. */
  public Rubrics with(List<Rubric> more) {
    Map<String, Rubric> rubrics = new LinkedHashMap<>(all);
    more.forEach(rubric -> rubrics.put(rubric.id(), rubric));
    return new Rubrics(rubrics);
  }

  /** All names. */
  public List<String> ids() {
    return List.copyOf(all.keySet());
  }

  /**
   * A rubric.
   *
   * @throws IllegalArgumentException if there is none of that name; the message is a clause
   */
  public Rubric get(String id) {
    Rubric rubric = all.get(id);
    if (rubric == null) {
      throw new IllegalArgumentException(
          "there is no rubric \"" + id + "\"; there are " + String.join(", ", all.keySet()));
    }
    return rubric;
  }
}
