// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.defaults;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizer;
import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizerProvider;
import io.opentelemetry.sdk.resources.Resource;
import java.util.Map;

/**
 * Defaults for configuration by properties and environment variables. They have the lowest
 * precedence: whatever the user sets wins.
 *
 * <p>The OTLP endpoint is left alone, because upstream's defaults are the evaluator's ports
 * already: {@code http://localhost:4318} for http/protobuf and {@code http://localhost:4317} for
 * gRPC.
 */
public final class PropertyDefaults implements AutoConfigurationCustomizerProvider {

  /**
   * Upstream's instrumentation of openai-java sees fewer calls than ours, would give a second span
   * for the rest, and throws out of the application's {@code close()} when a chat stream is closed
   * before its finish chunk.
   */
  static final String UPSTREAM_OPENAI = "otel.instrumentation.openai-java.enabled";

  /**
   * Upstream's GenAI spans of Amazon Bedrock, which would be second ones below ours. With them off,
   * its plain span of the AWS SDK's request takes their place, as for every other AWS service.
   */
  static final String UPSTREAM_BEDROCK = "otel.instrumentation.aws-sdk-2.2-bedrock-runtime.enabled";

  private static final AttributeKey<String> NAME = AttributeKey.stringKey(Distribution.NAME_KEY);
  private static final AttributeKey<String> VERSION =
      AttributeKey.stringKey(Distribution.VERSION_KEY);

  @Override
  public void customize(AutoConfigurationCustomizer customizer) {
    customizer.addPropertiesSupplier(() -> defaults(Mode.asked()));
    customizer.addPropertiesCustomizer(CapturedHeaders::of);
    customizer.addResourceCustomizer((resource, config) -> named(resource));
  }

  static Map<String, String> defaults(Mode mode) {
    Map<String, String> defaults = mode.properties();
    defaults.put(UPSTREAM_OPENAI, "false");
    defaults.put(UPSTREAM_BEDROCK, "false");
    return defaults;
  }

  /** Replaces upstream's name only: a name that the user gave stays. */
  static Resource named(Resource resource) {
    if (!Distribution.UPSTREAM_NAME.equals(resource.getAttribute(NAME))) {
      return resource;
    }
    return resource.merge(
        Resource.create(Attributes.of(NAME, Distribution.NAME, VERSION, Distribution.version())));
  }
}
