// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.ValidationLimitExceededException;
import io.tracewheel.trace.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One JSON Schema that documents are checked against, with the drafts and limits of the schemas of
 * tools: draft of {@code $schema}, else 2020-12, else draft-07; {@code format} is not checked,
 * nothing is ever fetched, and work is bounded. Thread-safe.
 */
public final class JsonSchemaCheck {
  private final LinearPatterns patterns = new LinearPatterns();
  private final ToolSchemas schemas = new ToolSchemas(patterns);
  private final Schema schema;

  /**
   * What came of a check.
   *
   * @param valid whether the document is valid
   * @param unscored why it could not be checked; null when it could
   * @param faults keywords, places and property names, never values; empty when there are none
   */
  public record Result(boolean valid, @Nullable Unscored unscored, String faults) {}

  private JsonSchemaCheck(JsonNode json) {
    Schema compiled = schemas.compiled(JsonValue.of(json.toString()));
    if (compiled == null) {
      throw new IllegalArgumentException(
          "the schema cannot be used: it is no valid JSON Schema, refers to other documents, or is"
              + " too large");
    }
    schema = compiled;
  }

  /**
   * Compiles a schema.
   *
   * @throws IllegalArgumentException if it cannot be used; the message is a clause
   */
  public static JsonSchemaCheck of(JsonNode schema) {
    return new JsonSchemaCheck(schema);
  }

  /** Checks a document. */
  public synchronized Result check(JsonNode document) {
    patterns.refill();
    List<Error> errors;
    try {
      errors =
          schema.validate(document, context -> context.setExecutionConfig(schemas.execution()));
    } catch (ValidationLimitExceededException | LinearPatterns.BudgetSpent e) {
      return new Result(false, Unscored.OVER_LIMIT, "");
    } catch (SchemaException e) {
      return new Result(false, Unscored.UNUSABLE_SCHEMA, "");
    }
    return new Result(errors.isEmpty(), null, errors.isEmpty() ? "" : ToolSchemas.describe(errors));
  }
}
