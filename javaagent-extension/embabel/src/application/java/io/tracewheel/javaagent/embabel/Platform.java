// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.embabel;

import com.embabel.agent.core.AgentPlatform;
import com.embabel.agent.core.ProcessOptions;
import com.embabel.agent.spi.AutoLlmSelectionCriteriaResolver;
import com.embabel.agent.spi.support.LlmDataBindingProperties;
import com.embabel.agent.spi.support.LlmOperationsPromptsProperties;
import com.embabel.agent.spi.support.springai.ChatClientLlmOperations;
import com.embabel.agent.spi.support.springai.DefaultToolDecorator;
import com.embabel.agent.spi.validation.DefaultValidationPromptGenerator;
import com.embabel.agent.testing.integration.IntegrationTestUtils;
import com.embabel.common.ai.model.AiModel;
import com.embabel.common.ai.model.ByNameModelSelectionCriteria;
import com.embabel.common.ai.model.EmbeddingService;
import com.embabel.common.ai.model.Llm;
import com.embabel.common.ai.model.ModelMetadata;
import com.embabel.common.ai.model.ModelProvider;
import com.embabel.common.ai.model.ModelSelectionCriteria;
import com.embabel.common.textio.template.JinjavaTemplateRenderer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.module.kotlin.KotlinModule;
import io.micrometer.observation.ObservationRegistry;
import jakarta.validation.Validator;
import java.util.List;
import org.springframework.ai.openai.OpenAiChatOptions;

/**
 * How the scripted application gets a platform from the oldest supported release. The class of the
 * same name for the newest one stands in its place there.
 */
final class Platform {

  private Platform() {}

  static AgentPlatform of(String baseUrl, Validator validator) {
    return IntegrationTestUtils.dummyAgentPlatform(
        new ChatClientLlmOperations(
            new Models(baseUrl),
            new DefaultToolDecorator(),
            validator,
            new DefaultValidationPromptGenerator(),
            new JinjavaTemplateRenderer(),
            new LlmDataBindingProperties(1, 30, true),
            new LlmOperationsPromptsProperties(),
            null,
            AutoLlmSelectionCriteriaResolver.Companion.getDEFAULT(),
            new ObjectMapper().registerModule(new KotlinModule.Builder().build()),
            ObservationRegistry.NOOP));
  }

  static ProcessOptions inContext(String id) {
    return ProcessOptions.builder().contextId(id).build();
  }

  /** Every name is a model. */
  private record Models(String baseUrl) implements ModelProvider {

    @Override
    public Llm getLlm(ModelSelectionCriteria criteria) {
      String name = ((ByNameModelSelectionCriteria) criteria).getName();
      return new Llm(
          name,
          "stub",
          ScriptedCalls.model(baseUrl, name),
          options -> OpenAiChatOptions.builder().model(name).build(),
          null,
          List.of(),
          null);
    }

    @Override
    public EmbeddingService getEmbeddingService(ModelSelectionCriteria criteria) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<String> listRoles(Class<? extends AiModel<?>> type) {
      return List.of();
    }

    @Override
    public List<String> listModelNames(Class<? extends AiModel<?>> type) {
      return List.of();
    }

    @Override
    public List<ModelMetadata> listModels() {
      return List.of();
    }

    @Override
    public String infoString(Boolean verbose, int indent) {
      return "stub";
    }
  }
}
