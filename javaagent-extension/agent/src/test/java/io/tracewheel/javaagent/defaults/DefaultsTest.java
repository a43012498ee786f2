// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.defaults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.autoconfigure.declarativeconfig.model.AttributeNameValueModel;
import io.opentelemetry.sdk.autoconfigure.declarativeconfig.model.DistributionModel;
import io.opentelemetry.sdk.autoconfigure.declarativeconfig.model.OpenTelemetryConfigurationModel;
import io.opentelemetry.sdk.autoconfigure.declarativeconfig.model.ResourceModel;
import io.opentelemetry.sdk.autoconfigure.spi.internal.DefaultConfigProperties;
import io.opentelemetry.sdk.resources.Resource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DefaultsTest {

  private static final AttributeKey<String> NAME = AttributeKey.stringKey("telemetry.distro.name");
  private static final AttributeKey<String> VERSION =
      AttributeKey.stringKey("telemetry.distro.version");

  private static OpenTelemetryConfigurationModel model(Map<String, Object> instrumentation) {
    return new OpenTelemetryConfigurationModel()
        .setDistribution(
            new DistributionModel()
                .setExtensionProperty(
                    "javaagent", Map.of("instrumentation", instrumentation, "other", 1)));
  }

  private static @Nullable Object javaagent(OpenTelemetryConfigurationModel model) {
    return DeclarativeModel.withDefaults(model, Mode.FULL)
        .getDistribution()
        .getExtensionProperties()
        .get("javaagent");
  }

  @Test
  void whatWouldDoubleOursIsOffInAnEmptyFile() {
    assertThat(javaagent(new OpenTelemetryConfigurationModel()))
        .isEqualTo(
            Map.of(
                "instrumentation",
                Map.of("disabled", List.of("openai_java", "aws_sdk_2_2_bedrock_runtime"))));
  }

  @Test
  void whatTheUserDisabledStaysDisabled() {
    assertThat(javaagent(model(Map.of("disabled", List.of("jdbc")))))
        .isEqualTo(
            Map.of(
                "instrumentation",
                Map.of("disabled", List.of("jdbc", "openai_java", "aws_sdk_2_2_bedrock_runtime")),
                "other",
                1));
  }

  @Test
  void whatTheUserEnabledByNameIsNotDisabled() {
    List<String> upstreams = List.of("openai_java", "aws_sdk_2_2_bedrock_runtime");
    assertThat(javaagent(model(Map.of("enabled", upstreams))))
        .isEqualTo(Map.of("instrumentation", Map.of("enabled", upstreams), "other", 1));
  }

  @Test
  void aFileWithoutResourceNamesTheDistribution() {
    assertThat(
            DeclarativeModel.withDefaults(new OpenTelemetryConfigurationModel(), Mode.FULL)
                .getResource()
                .getAttributes())
        .extracting(AttributeNameValueModel::getName)
        .containsExactly("telemetry.distro.name", "telemetry.distro.version");
  }

  @Test
  void aFileThatNamesTheDistributionKeepsItsName() {
    OpenTelemetryConfigurationModel model =
        new OpenTelemetryConfigurationModel()
            .setResource(
                new ResourceModel()
                    .setAttributes(
                        List.of(
                            new AttributeNameValueModel()
                                .setName("telemetry.distro.name")
                                .setValue("mine"))));

    assertThat(DeclarativeModel.withDefaults(model, Mode.FULL).getResource().getAttributes())
        .extracting(AttributeNameValueModel::getValue)
        .containsExactly("mine");
  }

  @Test
  void upstreamsNameGivesWayToOurs() {
    Resource named =
        PropertyDefaults.named(
            Resource.create(
                Attributes.of(NAME, "opentelemetry-java-instrumentation", VERSION, "2.33.1")));

    assertThat(named.getAttribute(NAME)).isEqualTo("tracewheel");
    assertThat(named.getAttribute(VERSION))
        .isEqualTo(Distribution.version())
        .isNotEqualTo("2.33.1");
  }

  @Test
  void anotherNameStays() {
    Resource mine = Resource.create(Attributes.of(NAME, "mine"));

    assertThat(PropertyDefaults.named(mine)).isEqualTo(mine);
  }

  @Test
  void thePropertiesSwitchOffWhatWouldDoubleOursAndNothingElse() {
    assertThat(PropertyDefaults.defaults(Mode.FULL))
        .containsExactly(
            entry("otel.instrumentation.openai-java.enabled", "false"),
            entry("otel.instrumentation.aws-sdk-2.2-bedrock-runtime.enabled", "false"));
  }

  @Test
  void upstreamCapturesTheHeadersThatGenAiSpansTellOf() {
    assertThat(
            CapturedHeaders.of(
                DefaultConfigProperties.createFromMap(
                    Map.of(
                        "otel.instrumentation.genai.header-attributes",
                        "X-User=user.id,broken,x-chat=gen_ai.conversation.id",
                        "otel.instrumentation.http.server.capture-request-headers",
                        "Accept,x-chat"))))
        .containsExactly(
            entry(
                "otel.instrumentation.http.server.capture-request-headers",
                "accept,x-chat,x-user"));
    assertThat(CapturedHeaders.of(DefaultConfigProperties.createFromMap(Map.of()))).isEmpty();
  }

  @Test
  void theVersionIsThatOfTheBuild() {
    assertThat(Distribution.version()).matches("[0-9]+\\.[0-9]+\\.[0-9]+.*");
  }

  @Test
  void llmOnlyTurnsUpstreamsModulesOffAndOursAndTheirHttpClientsOn() {
    assertThat(PropertyDefaults.defaults(Mode.of("LLM_ONLY")))
        .containsEntry("otel.instrumentation.common.default-enabled", "false")
        .containsEntry("otel.instrumentation.tracewheel.enabled", "true")
        .containsEntry("otel.jmx.enabled", "false")
        .containsEntry("otel.instrumentation.java-http-client.enabled", "true")
        .containsEntry("otel.instrumentation.openai-java.enabled", "false");
  }

  @Test
  void llmOnlyLeavesWhatTheFileSays() {
    Map<?, ?> quiet =
        switches(model(Map.of("enabled", List.of("jdbc"), "disabled", List.of("okhttp"))));
    assertThat(quiet.get("default_enabled")).isEqualTo(false);
    assertThat(String.valueOf(quiet.get("enabled")))
        .contains("jdbc", "tracewheel", "java_http_client")
        .doesNotContain("okhttp");

    assertThat(switches(model(Map.of("default_enabled", true))))
        .isEqualTo(
            Map.of(
                "default_enabled",
                true,
                "disabled",
                List.of("openai_java", "aws_sdk_2_2_bedrock_runtime")));
  }

  private static Map<?, ?> switches(OpenTelemetryConfigurationModel model) {
    Object agent =
        DeclarativeModel.withDefaults(model, Mode.LLM_ONLY)
            .getDistribution()
            .getExtensionProperties()
            .get("javaagent");
    return agent instanceof Map<?, ?> settings
            && settings.get("instrumentation") instanceof Map<?, ?> instrumentation
        ? instrumentation
        : Map.of();
  }

  @Test
  void anUnknownModeIsFull() {
    assertThat(Mode.of("everything")).isEqualTo(Mode.FULL);
    assertThat(Mode.of(null)).isEqualTo(Mode.FULL);
    assertThat(Mode.of("llm-only")).isEqualTo(Mode.LLM_ONLY);
  }
}
