// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.embabel;

import com.embabel.agent.api.event.observation.NoOpAgentInstrumentation;
import com.embabel.agent.api.tool.config.ToolLoopConfiguration;
import com.embabel.agent.core.AgentPlatform;
import com.embabel.agent.core.ProcessOptions;
import com.embabel.agent.spi.AutoLlmSelectionCriteriaResolver;
import com.embabel.agent.spi.LlmService;
import com.embabel.agent.spi.loop.AutoCorrectionPolicy;
import com.embabel.agent.spi.loop.ExitOnEmptyPolicy;
import com.embabel.agent.spi.loop.ToolLoopFactory;
import com.embabel.agent.spi.support.DefaultToolDecorator;
import com.embabel.agent.spi.support.ExecutorAsyncer;
import com.embabel.agent.spi.support.LlmDataBindingProperties;
import com.embabel.agent.spi.support.LlmOperationsPromptsProperties;
import com.embabel.agent.spi.support.springai.ChatClientLlmOperations;
import com.embabel.agent.spi.support.springai.SpringAiLlmService;
import com.embabel.agent.spi.validation.DefaultValidationPromptGenerator;
import com.embabel.agent.test.integration.IntegrationTestUtils;
import com.embabel.common.ai.model.ByNameModelSelectionCriteria;
import com.embabel.common.ai.model.EmbeddingService;
import com.embabel.common.ai.model.ModelMetadata;
import com.embabel.common.ai.model.ModelProvider;
import com.embabel.common.ai.model.ModelSelectionCriteria;
import com.embabel.common.textio.template.JinjavaTemplateRenderer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.module.kotlin.KotlinModule;
import io.micrometer.observation.ObservationRegistry;
import jakarta.validation.Validator;
import java.util.List;
import java.util.concurrent.Executors;
import org.springframework.ai.openai.OpenAiChatOptions;

/** How the scripted application gets a platform from the newest release. */
final class Platform {

  private Platform() {}

  static AgentPlatform of(String baseUrl, Validator validator) {
    ExecutorAsyncer asyncer = new ExecutorAsyncer(Executors.newFixedThreadPool(2));
    return IntegrationTestUtils.dummyAgentPlatform(
        new ChatClientLlmOperations(
            new Models(baseUrl),
            new DefaultToolDecorator(),
            validator,
            new DefaultValidationPromptGenerator(),
            new JinjavaTemplateRenderer(),
            new LlmDataBindingProperties(1, 30, true, "stub"),
            new LlmOperationsPromptsProperties(),
            null,
            AutoLlmSelectionCriteriaResolver.Companion.getDEFAULT(),
            new ObjectMapper().registerModule(new KotlinModule.Builder().build()),
            ObservationRegistry.NOOP,
            NoOpAgentInstrumentation.INSTANCE,
            List.of(),
            asyncer,
            ToolLoopFactory.Companion.create(
                new ToolLoopConfiguration(),
                asyncer,
                new AutoCorrectionPolicy(1, 3, 0.5),
                ExitOnEmptyPolicy.INSTANCE),
            false));
  }

  static ProcessOptions inContext(String id) {
    return new ProcessOptions().withContextId(id);
  }

  /** Every name is a model. */
  private record Models(String baseUrl) implements ModelProvider {

    @Override
    public LlmService<?> getLlm(ModelSelectionCriteria criteria) {
      String name = ((ByNameModelSelectionCriteria) criteria).getName();
      return new SpringAiLlmService(
          name,
          "stub",
          ScriptedCalls.model(baseUrl, name),
          options -> OpenAiChatOptions.builder().model(name).build());
    }

    @Override
    public EmbeddingService getEmbeddingService(ModelSelectionCriteria criteria) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<String> listRoles(Class<?> type) {
      return List.of();
    }

    @Override
    public List<String> listModelNames(Class<?> type) {
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
