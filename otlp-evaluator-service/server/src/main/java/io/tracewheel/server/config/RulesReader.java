// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.config;

import io.tracewheel.evaluators.Sampling;
import io.tracewheel.server.config.RulesConfig.CpuBudget;
import io.tracewheel.server.config.RulesConfig.Rule;
import io.tracewheel.server.config.RulesConfig.Scope;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads a YAML file of rules, strictly; all problems are reported, each with its place. */
public final class RulesReader {
  private static final Set<String> TOP =
      Set.of(
          "rules",
          "prices",
          "sampling_domain",
          "judges",
          "rubrics",
          "judge_budget",
          "judge_masking",
          "remote",
          "rules_budget");
  private static final Set<String> RULE =
      Set.of("name", "evaluator", "params", "scope", "filter", "sampling", "priority", "budget");
  private static final Set<String> RULES_BUDGET = Set.of("cpu_per_minute");
  private static final Set<String> BUDGET = Set.of("cpu_per_call", "cpu_per_minute");
  private static final Pattern NAME = Pattern.compile("[a-z0-9_]{1,64}");
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Set<String> evaluators;
  private final Predicate<String> others;

  /** A reader that knows the ids of all evaluators. */
  public RulesReader(Collection<String> evaluators) {
    this(evaluators, id -> false);
  }

  /**
   * A reader that knows the ids of some evaluators.
   *
   * @param others whether there may be an evaluator of an id that is not listed
   */
  public RulesReader(Collection<String> evaluators, Predicate<String> others) {
    this.evaluators = Set.copyOf(evaluators);
    this.others = others;
  }

  /**
   * Reads a file.
   *
   * @throws ConfigException if it cannot be read or used
   */
  public RulesConfig read(Path file) throws ConfigException {
    return read(file, ConfigReader.text(file));
  }

  /**
   * Reads a text.
   *
   * @param file what messages call it; relative paths in it are beside this one
   * @throws ConfigException if it cannot be used
   */
  public RulesConfig read(Path file, String text) throws ConfigException {
    List<String> problems = new ArrayList<>();
    SettingsReader reader =
        new SettingsReader(file.toString(), new Substitution(name -> null), problems);
    Node root = ConfigReader.compose(file.toString(), text);
    RulesConfig config = new Reading(file, reader).config(root);
    if (config.rules().isEmpty() && problems.isEmpty()) {
      reader.problem(root, "there are no rules; list at least one below \"rules:\".");
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return config;
  }

  private final class Reading {
    private final Path file;
    private final SettingsReader reader;
    private final Set<String> names = new HashSet<>();

    Reading(Path file, SettingsReader reader) {
      this.file = file;
      this.reader = reader;
    }

    RulesConfig config(@Nullable Node root) {
      String domain = Sampling.DEFAULT_DOMAIN;
      Path prices = null;
      JsonNode judges = NODES.objectNode();
      JsonNode rubrics = NODES.objectNode();
      JsonNode budget = NODES.objectNode();
      JsonNode remote = NODES.objectNode();
      JsonNode masking = NODES.objectNode();
      Duration cpuPerMinute = null;
      List<Rule> rules = new ArrayList<>();
      Map<ScalarNode, Node> top = root == null ? Map.of() : reader.entries(root, "");
      for (Map.Entry<ScalarNode, Node> entry : top.entrySet()) {
        Node value = entry.getValue();
        switch (known(entry.getKey(), TOP, "")) {
          case "sampling_domain" -> domain = text(value, "sampling_domain", domain);
          case "prices" -> prices = path(value);
          case "rules" -> rules = rules(value);
          case "judges" -> judges = section(value, "judges");
          case "rubrics" -> rubrics = section(value, "rubrics");
          case "remote" -> remote = section(value, "remote");
          case "judge_budget" -> budget = section(value, "judge_budget");
          case "rules_budget" -> cpuPerMinute = cpuPerMinute(value);
          case "judge_masking" -> masking = section(value, "judge_masking");
          default -> {}
        }
      }
      RulesConfig.JudgeSections sections =
          new RulesConfig.JudgeSections(judges, rubrics, budget, masking);
      return new RulesConfig(domain, prices, sections, remote, cpuPerMinute, rules);
    }

    private JsonNode section(Node node, String key) {
      JsonNode value = json(node);
      if (!value.isObject()) {
        reader.problem(node, key + " takes settings by name.");
        return NODES.objectNode();
      }
      return value;
    }

    private List<Rule> rules(Node node) {
      List<Rule> rules = new ArrayList<>();
      if (!(node instanceof SequenceNode list)) {
        reader.problem(node, "rules takes a list, each rule after a dash.");
        return rules;
      }
      for (Node element : list.getValue()) {
        Rule rule = rule(element);
        if (rule != null) {
          rules.add(rule);
        }
      }
      return rules;
    }

    private @Nullable Rule rule(Node node) {
      String evaluator = null;
      String name = null;
      JsonNode parameters = NODES.objectNode();
      String filter = null;
      Scope scope = null;
      double sampling = 1;
      int priority = 0;
      CpuBudget budget = null;
      Node nameAt = node;
      Node filterAt = node;
      for (Map.Entry<ScalarNode, Node> entry : reader.entries(node, "rules").entrySet()) {
        Node value = entry.getValue();
        switch (known(entry.getKey(), RULE, " in rules")) {
          case "evaluator" -> evaluator = evaluator(value);
          case "name" -> {
            name = text(value, "name", "");
            nameAt = value;
          }
          case "params" -> parameters = value.getTag().equals(Tag.NULL) ? parameters : json(value);
          case "filter" -> {
            filter = text(value, "filter", "");
            filterAt = value;
          }
          case "scope" -> scope = scope(value);
          case "sampling" -> sampling = sampling(value);
          case "priority" -> priority = priority(value);
          case "budget" -> budget = budget(value);
          default -> {}
        }
      }
      if (evaluator == null) {
        reader.problem(node, "a rule needs an evaluator" + Suggestion.of("", evaluators));
        return null;
      }
      if (evaluator.isEmpty()) {
        return null;
      }
      name = name == null ? evaluator.substring(evaluator.lastIndexOf('/') + 1) : name;
      if (!NAME.matcher(name).matches()) {
        reader.problem(
            nameAt,
            "the name \"" + name + "\" of a rule takes up to 64 of a to z, 0 to 9 and _ only.");
      } else if (!names.add(name)) {
        reader.problem(
            nameAt, "there are two rules " + name + "; give one of them another \"name\".");
      }
      return new Rule(
          name,
          evaluator,
          parameters,
          scope,
          filter,
          sampling,
          priority,
          budget,
          at(node),
          at(filterAt));
    }

    private String evaluator(Node node) {
      String id = text(node, "evaluator", "");
      if (!id.isEmpty() && !evaluators.contains(id) && !others.test(id)) {
        reader.problem(node, "unknown evaluator \"" + id + "\"" + Suggestion.of(id, evaluators));
        return "";
      }
      return id;
    }

    private @Nullable Scope scope(Node node) {
      String text = text(node, "scope", "");
      for (Scope scope : Scope.values()) {
        if (scope.name().toLowerCase(Locale.ROOT).equals(text)) {
          return scope;
        }
      }
      if (!text.isEmpty()) {
        reader.problem(node, "scope takes span, trace or session, not \"" + text + "\".");
      }
      return null;
    }

    private double sampling(Node node) {
      JsonNode value = json(node);
      if (!value.isNumber() || !(value.asDouble() > 0 && value.asDouble() <= 1)) {
        reader.problem(node, "sampling takes a share of traces above 0 to 1, such as 0.1.");
        return 1;
      }
      return value.asDouble();
    }

    private int priority(Node node) {
      JsonNode value = json(node);
      if (!value.isInt() && !(value.isLong() && value.canConvertToInt())) {
        reader.problem(node, "priority takes a whole number; rules with a higher one go first.");
        return 0;
      }
      return value.asInt();
    }

    private @Nullable Duration cpuPerMinute(Node node) {
      Duration perMinute = null;
      for (Map.Entry<ScalarNode, Node> entry : reader.entries(node, "rules_budget").entrySet()) {
        String key = known(entry.getKey(), RULES_BUDGET, " in rules_budget");
        if (RULES_BUDGET.contains(key)) {
          perMinute = duration(entry.getValue(), key);
        }
      }
      return perMinute;
    }

    private CpuBudget budget(Node node) {
      Duration perCall = null;
      Duration perMinute = null;
      for (Map.Entry<ScalarNode, Node> entry : reader.entries(node, "budget").entrySet()) {
        String key = known(entry.getKey(), BUDGET, " in budget");
        if (key.equals("cpu_per_call")) {
          perCall = duration(entry.getValue(), key);
        } else if (key.equals("cpu_per_minute")) {
          perMinute = duration(entry.getValue(), key);
        }
      }
      return new CpuBudget(perCall, perMinute);
    }

    private @Nullable Duration duration(Node node, String key) {
      try {
        return ValueType.DURATION_TYPE.parse().apply(text(node, key, "1s"));
      } catch (RuntimeException e) {
        reader.problem(node, key + " takes " + ValueType.DURATION_TYPE.wanted() + ".");
        return null;
      }
    }

    private @Nullable Path path(Node node) {
      String text = text(node, "prices", "");
      try {
        return text.isEmpty() ? null : file.resolveSibling(text);
      } catch (InvalidPathException e) {
        reader.problem(node, "prices takes the path of a file, not \"" + text + "\".");
        return null;
      }
    }

    private String text(Node node, String key, String otherwise) {
      if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
        return scalar.getValue();
      }
      reader.problem(node, key + " takes a text.");
      return otherwise;
    }

    private String known(ScalarNode key, Set<String> known, String where) {
      if (!known.contains(key.getValue())) {
        reader.problem(
            key,
            "unknown key \""
                + key.getValue()
                + "\""
                + where
                + Suggestion.of(key.getValue(), known));
      }
      return key.getValue();
    }

    private String at(Node node) {
      return node.getStartMark()
          .map(mark -> file + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1))
          .orElse(file.toString());
    }

    /** Values as they are in JSON. */
    private JsonNode json(Node node) {
      if (node instanceof SequenceNode list) {
        ArrayNode array = NODES.arrayNode();
        list.getValue().forEach(element -> array.add(json(element)));
        return array;
      }
      if (node instanceof MappingNode) {
        ObjectNode object = NODES.objectNode();
        reader
            .entries(node, "params")
            .forEach((key, value) -> object.set(key.getValue(), json(value)));
        return object;
      }
      return scalar((ScalarNode) node);
    }

    private JsonNode scalar(ScalarNode node) {
      String text = node.getValue();
      try {
        if (node.getTag().equals(Tag.INT)) {
          BigInteger number = new BigInteger(text);
          return number.bitLength() < 64
              ? NODES.numberNode(number.longValue())
              : NODES.numberNode(number);
        }
        if (node.getTag().equals(Tag.FLOAT)) {
          return NODES.numberNode(new BigDecimal(text).doubleValue());
        }
      } catch (NumberFormatException e) {
        return NODES.stringNode(text);
      }
      if (node.getTag().equals(Tag.BOOL)) {
        return NODES.booleanNode(Boolean.parseBoolean(text));
      }
      return node.getTag().equals(Tag.NULL) ? NODES.nullNode() : NODES.stringNode(text);
    }
  }
}
