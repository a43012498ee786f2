// SPDX-License-Identifier: Apache-2.0
package com.example.support;

import com.example.support.NoteTaker.CaseNote;
import dev.langchain4j.service.output.OutputParsingException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Serves the customers of a day, one after the other, and ends. */
public final class Main {
  private final SupportDesk desk;
  private final PrintStream out;

  private Main(SupportDesk desk, PrintStream out) {
    this.desk = desk;
    this.out = out;
  }

  /**
   * Reads {@code OPENAI_BASE_URL} and {@code OPENAI_API_KEY}; arguments choose the customers, none
   * means all. Exit code 2 for bad input, 1 when something failed.
   */
  @SuppressWarnings("SystemOut") // a command line
  public static void main(String[] args) throws Exception {
    String baseUrl = System.getenv("OPENAI_BASE_URL");
    if (baseUrl == null) {
      System.err.println("OPENAI_BASE_URL is not set: give the address of the model's API");
      System.exit(2);
      return;
    }
    String apiKey = System.getenv().getOrDefault("OPENAI_API_KEY", "none");
    Main main = new Main(new SupportDesk(baseUrl, apiKey), System.out);
    Map<String, Customer> customers = main.customers();
    List<String> chosen = args.length == 0 ? List.copyOf(customers.keySet()) : List.of(args);
    for (String name : chosen) {
      Customer customer = customers.get(name);
      if (customer == null) {
        System.err.println("no customer is named " + name + ": choose from " + customers.keySet());
        System.exit(2);
        return;
      }
      main.out.println("== " + name);
      customer.serve();
    }
  }

  private interface Customer {
    void serve() throws Exception;
  }

  private Map<String, Customer> customers() {
    Assistant assistant = desk.assistant();
    Map<String, Customer> customers = new LinkedHashMap<>();
    customers.put(
        "broken-lamp",
        () -> {
          ask(
              assistant,
              "broken-lamp",
              "The lamp of order 4711 arrived broken. I want my money back.");
          ask(assistant, "broken-lamp", "When will I see the money?");
        });
    customers.put(
        "small-chair",
        () -> ask(assistant, "small-chair", "The chair of order 4712 is too small. Take it back!"));
    customers.put(
        "lost-parcel", () -> ask(assistant, "lost-parcel", "Where is the desk of order 4713?"));
    customers.put("policy", () -> explain("For how long can I return furniture?"));
    customers.put("case-note", this::takeNote);
    return customers;
  }

  private void ask(Assistant assistant, String conversation, String question) {
    out.println("customer: " + question);
    out.println("agent: " + assistant.answer(conversation, question));
  }

  private void explain(String question) throws Exception {
    out.println("customer: " + question);
    out.print("agent: ");
    CompletableFuture<Void> end = new CompletableFuture<>();
    desk.policyDesk()
        .explain(question)
        .onPartialResponse(out::print)
        .onCompleteResponse(response -> end.complete(null))
        .onError(end::completeExceptionally)
        .start();
    end.get(30, TimeUnit.SECONDS);
    out.println();
  }

  private void takeNote() {
    try {
      CaseNote note = desk.noteTaker().note("The customer of order 4711 got a refund for a lamp.");
      out.println("note: " + note);
    } catch (OutputParsingException e) {
      out.println("note: could not be read, to be written by hand");
    }
  }
}
