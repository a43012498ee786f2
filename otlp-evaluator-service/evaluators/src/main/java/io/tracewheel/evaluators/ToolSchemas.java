// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.DialectId;
import com.networknt.schema.path.PathType;
import io.tracewheel.trace.JsonValue;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Compiled JSON Schemas of tools, kept by the bytes of the schema. The least recently used leave
 * when there are too many. Not thread-safe.
 *
 * <p>A schema without {@code $schema} is read as draft 2020-12 or, when it is no valid schema of
 * that, as draft-07, which the convention names and many tools still mean. A schema that is valid
 * in neither, or in the draft that it names, is unusable. References to other documents are never
 * followed. {@code format} is not checked, as draft 2020-12 has it.
 */
final class ToolSchemas {
  /** Longest schema that is compiled, in bytes. */
  static final int MAX_SCHEMA_BYTES = 256 << 10;

  /** Most schemas that are kept. */
  static final int MAX_SCHEMAS = 1_000;

  /** Most bytes of schema text that are kept. */
  static final int MAX_BYTES = 4 << 20;

  /** Keywords that one check may look at, and how deep: nested choices can multiply. */
  static final long MAX_STEPS = 50_000;

  static final int MAX_DEPTH = 200;

  private static final int MOST_NAMED = 3;

  private static final List<SpecificationVersion> DEFAULTS =
      List.of(SpecificationVersion.DRAFT_2020_12, SpecificationVersion.DRAFT_7);

  private final ExecutionConfig execution =
      ExecutionConfig.builder()
          .formatAssertionsEnabled(false)
          .maxEvaluationSteps(MAX_STEPS)
          .maxEvaluationDepth(MAX_DEPTH)
          .build();

  private final LinkedHashMap<Key, Compiled> cache = new LinkedHashMap<>(64, 0.75f, true);
  private final SchemaRegistryConfig config;
  private int bytes;

  /** Schemas whose patterns are matched by the given factory. */
  ToolSchemas(LinearPatterns patterns) {
    config =
        SchemaRegistryConfig.builder()
            .regularExpressionFactory(patterns)
            .formatAssertionsEnabled(false)
            .pathType(PathType.JSON_PATH)
            .cacheRefs(true)
            .build();
  }

  /** Limits that every check runs under. */
  ExecutionConfig execution() {
    return execution;
  }

  /** The compiled schema; null when it cannot be used. */
  @Nullable Schema compiled(JsonValue json) {
    if (json.length() > MAX_SCHEMA_BYTES) {
      return null;
    }
    Key key = new Key(json);
    Compiled known = cache.get(key);
    if (known == null) {
      known = new Compiled(compile(json));
      cache.put(key.copy(), known);
      bytes += json.length();
      evict();
    }
    return known.schema();
  }

  private void evict() {
    var oldest = cache.entrySet().iterator();
    while ((cache.size() > MAX_SCHEMAS || bytes > MAX_BYTES) && oldest.hasNext()) {
      Map.Entry<Key, Compiled> entry = oldest.next();
      bytes -= entry.getKey().json().length();
      oldest.remove();
    }
  }

  /** How many schemas are kept; for tests. */
  int size() {
    return cache.size();
  }

  private @Nullable Schema compile(JsonValue json) {
    JsonNode tree = json.unwrapped().tree().value();
    if (tree == null || !(tree.isObject() || tree.isBoolean())) {
      return null;
    }
    JsonNode named = tree.get("$schema");
    if (named != null) {
      return named.isString()
          ? compile(tree, SpecificationVersion.DRAFT_2020_12, named.stringValue())
          : null;
    }
    for (SpecificationVersion draft : DEFAULTS) {
      Schema schema = compile(tree, draft, dialect(draft));
      if (schema != null) {
        return schema;
      }
    }
    return null;
  }

  private static String dialect(SpecificationVersion draft) {
    return draft == SpecificationVersion.DRAFT_7 ? DialectId.DRAFT_7 : DialectId.DRAFT_2020_12;
  }

  /** A registry of its own, so that two tools' schemas with the same {@code $id} never meet. */
  private @Nullable Schema compile(JsonNode tree, SpecificationVersion draft, String metaSchema) {
    try {
      SchemaRegistry registry =
          SchemaRegistry.withDefaultDialect(
              draft,
              builder ->
                  builder
                      .schemaRegistryConfig(config)
                      .schemaLoader(loader -> loader.allow(iri -> isKnownDialect(iri.toString()))));
      Schema meta = registry.getSchema(SchemaLocation.of(metaSchema));
      if (!meta.validate(tree, context -> context.setExecutionConfig(execution)).isEmpty()) {
        return null;
      }
      Schema schema = registry.getSchema(tree);
      schema.initializeValidators();
      return schema;
    } catch (RuntimeException | StackOverflowError e) {
      return null; // The schema is not one that can be worked with, whatever the library calls it.
    }
  }

  /** Keywords, places and property names; never a value. */
  static String describe(List<Error> errors) {
    Set<String> named = new LinkedHashSet<>();
    for (Error error : errors) {
      if (named.size() == MOST_NAMED) {
        named.add("and more");
        break;
      }
      String property = error.getProperty();
      named.add(
          error.getKeyword()
              + (property == null ? "" : " " + Names.safe(property))
              + " at "
              + Names.safe(error.getInstanceLocation().toString()));
    }
    return String.join(", ", named);
  }

  /** The drafts themselves come out of the library's jar; nothing else is ever loaded. */
  private static boolean isKnownDialect(String iri) {
    return iri.startsWith("https://json-schema.org/draft")
        || iri.startsWith("http://json-schema.org/draft");
  }

  private record Compiled(@Nullable Schema schema) {}

  /** The bytes of a schema. */
  private record Key(JsonValue json) {

    Key copy() {
      byte[] copy = json.toByteArray();
      return new Key(new JsonValue(copy, 0, copy.length));
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key && json.sameBytes(key.json);
    }

    @Override
    public int hashCode() {
      int hash = 1;
      byte[] array = json.array();
      for (int i = json.offset(), end = i + json.length(); i < end; i++) {
        hash = 31 * hash + array[i];
      }
      return hash;
    }
  }
}
