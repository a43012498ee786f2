// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.defaults;

import io.opentelemetry.sdk.autoconfigure.declarativeconfig.model.AttributeNameValueModel;
import io.opentelemetry.sdk.autoconfigure.declarativeconfig.model.DistributionModel;
import io.opentelemetry.sdk.autoconfigure.declarativeconfig.model.OpenTelemetryConfigurationModel;
import io.opentelemetry.sdk.autoconfigure.declarativeconfig.model.ResourceModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Edits of the parsed configuration file; apart, so that only this class links against the model.
 */
final class DeclarativeModel {

  /** See {@link PropertyDefaults}. */
  private static final List<String> DOUBLES =
      Collections.unmodifiableList(Arrays.asList("openai_java", "aws_sdk_2_2_bedrock_runtime"));

  private DeclarativeModel() {}

  static OpenTelemetryConfigurationModel withDefaults(
      OpenTelemetryConfigurationModel model, Mode mode) {
    switchInstrumentations(model, mode);
    nameDistribution(model);
    return model;
  }

  /** Under {@code distribution.javaagent.instrumentation}; what the user said there stays. */
  private static void switchInstrumentations(OpenTelemetryConfigurationModel model, Mode mode) {
    DistributionModel distribution = model.getDistribution();
    if (distribution == null) {
      distribution = new DistributionModel();
      model.setDistribution(distribution);
    }
    Map<String, @Nullable Object> agent =
        copyOfMap(distribution.getExtensionProperties().get("javaagent"));
    Map<String, @Nullable Object> instrumentation = copyOfMap(agent.get("instrumentation"));
    List<Object> enabled = copyOfList(instrumentation.get("enabled"));
    List<Object> disabled = copyOfList(instrumentation.get("disabled"));
    for (String upstream : DOUBLES) {
      if (!disabled.contains(upstream) && !enabled.contains(upstream)) {
        disabled.add(upstream);
        instrumentation.put("disabled", disabled);
      }
    }
    if (mode == Mode.LLM_ONLY && !instrumentation.containsKey("default_enabled")) {
      instrumentation.put("default_enabled", false);
      List<String> kept = new ArrayList<>(Mode.KEPT);
      kept.add("tracewheel");
      for (String name : kept) {
        String declared = name.replace('-', '_');
        if (!disabled.contains(declared) && !enabled.contains(declared)) {
          enabled.add(declared);
        }
      }
      instrumentation.put("enabled", enabled);
    }
    agent.put("instrumentation", instrumentation);
    distribution.setExtensionProperty("javaagent", agent);
  }

  private static void nameDistribution(OpenTelemetryConfigurationModel model) {
    ResourceModel resource = model.getResource();
    if (resource == null) {
      resource = new ResourceModel();
      model.setResource(resource);
    }
    List<AttributeNameValueModel> attributes = new ArrayList<>();
    if (resource.getAttributes() != null) {
      attributes.addAll(resource.getAttributes());
    }
    for (AttributeNameValueModel attribute : attributes) {
      if (Distribution.NAME_KEY.equals(attribute.getName())) {
        return;
      }
    }
    attributes.add(attribute(Distribution.NAME_KEY, Distribution.NAME));
    attributes.add(attribute(Distribution.VERSION_KEY, Distribution.version()));
    resource.setAttributes(attributes);
  }

  private static AttributeNameValueModel attribute(String name, String value) {
    return new AttributeNameValueModel().setName(name).setValue(value);
  }

  private static Map<String, @Nullable Object> copyOfMap(@Nullable Object value) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    if (value instanceof Map) {
      ((Map<?, ?>) value).forEach((key, item) -> copy.put(String.valueOf(key), item));
    }
    return copy;
  }

  private static List<Object> copyOfList(@Nullable Object value) {
    return value instanceof List ? new ArrayList<>((List<?>) value) : new ArrayList<>();
  }
}
