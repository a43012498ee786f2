// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.remote;

import io.tracewheel.evaluators.ScoreScale;
import io.tracewheel.proto.evaluator.v1.DescribeResponse;
import io.tracewheel.proto.evaluator.v1.Direction;
import io.tracewheel.proto.evaluator.v1.EvaluatorDescription;
import io.tracewheel.proto.evaluator.v1.NumericScale;
import io.tracewheel.proto.evaluator.v1.Parameter;
import io.tracewheel.proto.evaluator.v1.ParameterType;
import io.tracewheel.proto.evaluator.v1.Scale;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What a server says of one of its evaluators.
 *
 * @param parameters by name
 */
record Described(String id, String version, ScoreScale scale, Map<String, Parameter> parameters) {

  /**
   * Reads what a server says.
   *
   * @throws IllegalArgumentException if it cannot be used; the message is a clause
   */
  static Map<String, Described> all(DescribeResponse response) {
    Map<String, Described> all = new LinkedHashMap<>();
    for (EvaluatorDescription one : response.getEvaluatorsList()) {
      if (!one.getId().matches("[a-z0-9_]{1,64}") || one.getVersion().isBlank()) {
        throw new IllegalArgumentException(
            "an evaluator needs an id of up to 64 of a to z, 0 to 9 and _, and a version");
      }
      Map<String, Parameter> parameters = new LinkedHashMap<>();
      one.getParametersList().forEach(parameter -> parameters.put(parameter.getName(), parameter));
      String version = one.getVersion();
      if (all.put(
              one.getId(),
              new Described(
                  one.getId(),
                  version.length() > 64 ? version.substring(0, 64) : version,
                  scale(one.getId(), one.getScale()),
                  parameters))
          != null) {
        throw new IllegalArgumentException("there are two evaluators " + one.getId());
      }
    }
    return all;
  }

  private static ScoreScale scale(String id, Scale scale) {
    return switch (scale.getKindCase()) {
      case BOOLEAN -> ScoreScale.PASS_FAIL;
      case NUMERIC -> {
        NumericScale numeric = scale.getNumeric();
        yield ScoreScale.numeric(
            numeric.hasMin() ? numeric.getMin() : Double.NEGATIVE_INFINITY,
            numeric.hasMax() ? numeric.getMax() : Double.POSITIVE_INFINITY,
            direction(numeric.getDirection()));
      }
      case CATEGORY ->
          new ScoreScale(
              ScoreScale.Kind.CATEGORY,
              0,
              0,
              scale.getCategory().getCategoriesList(),
              direction(scale.getCategory().getDirection()));
      case TEXT -> ScoreScale.TEXT;
      case KIND_NOT_SET -> throw new IllegalArgumentException("evaluator " + id + " has no scale");
    };
  }

  private static ScoreScale.Direction direction(Direction direction) {
    return switch (direction) {
      case DIRECTION_MAXIMIZE -> ScoreScale.Direction.MAXIMIZE;
      case DIRECTION_MINIMIZE -> ScoreScale.Direction.MINIMIZE;
      case DIRECTION_UNSPECIFIED, UNRECOGNIZED -> ScoreScale.Direction.NEUTRAL;
    };
  }

  /**
   * Checks the parameters of a rule.
   *
   * @param given an object
   * @throws IllegalArgumentException if one is missing, unknown or of another type; the message is
   *     a clause
   */
  void check(JsonNode given) {
    if (!given.isObject()) {
      throw new IllegalArgumentException("the parameters of " + id + " must be settings by name");
    }
    for (String name : given.propertyNames()) {
      Parameter known = parameters.get(name);
      if (known == null) {
        throw new IllegalArgumentException(
            id
                + " has no parameter \""
                + name
                + "\"; "
                + (parameters.isEmpty()
                    ? "it takes none"
                    : "it takes " + String.join(", ", parameters.keySet())));
      }
      if (!fits(given.get(name), known.getType())) {
        throw new IllegalArgumentException(
            name
                + " of "
                + id
                + " takes a "
                + known.getType().name().replace("PARAMETER_TYPE_", "").toLowerCase(Locale.ROOT)
                + ", not "
                + given.get(name));
      }
    }
    List<String> missing =
        parameters.values().stream()
            .filter(parameter -> parameter.getRequired() && !given.has(parameter.getName()))
            .map(Parameter::getName)
            .toList();
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(id + " needs " + String.join(", ", missing));
    }
  }

  private static boolean fits(JsonNode value, ParameterType type) {
    return switch (type) {
      case PARAMETER_TYPE_NUMBER -> value.isNumber();
      case PARAMETER_TYPE_STRING -> value.isString();
      case PARAMETER_TYPE_BOOLEAN -> value.isBoolean();
      case PARAMETER_TYPE_LIST -> value.isArray();
      case PARAMETER_TYPE_OBJECT -> value.isObject();
      case PARAMETER_TYPE_UNSPECIFIED, UNRECOGNIZED -> true;
    };
  }
}
