package dev.diptych.indexer.internal.captioning;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads captions out of what a vision-language model answers, whatever it says. */
final class EndpointAnswer {

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(50).build())
                  .build())
          .build();

  private static final int LONGEST_CAPTION = 240;
  private static final int LONGEST_READ = 20_000;

  /** Numbers, bullets and quotes that lists come with. */
  private static final Pattern LIST_SIGN =
      Pattern.compile("^(?:(?:[-*•·>#]{1,3}|\\(?[0-9]{1,2}[.):]|[\"“'])\\s{0,3}){1,4}");

  private static final Pattern END_OF_SENTENCE = Pattern.compile("[.!?](?=\\s|$)");
  private static final Pattern THOUGHT =
      Pattern.compile("(?s)^\\s{0,100}<think>.{0,20000}?</think>");

  private EndpointAnswer() {}

  /** An answer is not one of chat completions, for the reason in the message. */
  static final class MalformedException extends Exception {

    private static final long serialVersionUID = 1L;

    MalformedException(String reason) {
      super(reason);
    }
  }

  /**
   * {@return at most so many captions; none where the model said nothing that could be one}
   *
   * @throws MalformedException where the body is no answer of chat completions
   */
  static List<String> captions(byte[] body, int count) throws MalformedException {
    JsonNode answer;
    try {
      answer = JSON.readTree(body);
    } catch (JacksonException e) {
      throw new MalformedException("the answer is no JSON");
    }
    JsonNode choices = answer == null ? null : answer.get("choices");
    if (choices == null || !choices.isArray() || choices.isEmpty()) {
      throw new MalformedException("the answer has no \"choices\"");
    }
    List<String> captions = new ArrayList<>();
    for (JsonNode choice : choices) {
      JsonNode message = choice.get("message");
      JsonNode content = message == null ? null : message.get("content");
      if (content != null) {
        captions.addAll(sentences(text(content)));
      }
    }
    return captions.stream().distinct().limit(count).toList();
  }

  /** Content is a string, or a list of parts of which some are text. */
  private static String text(JsonNode content) {
    if (content.isString()) {
      return content.stringValue();
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode part : content) {
      JsonNode words = part.get("text");
      if (words != null && words.isString()) {
        text.append(words.stringValue()).append('\n');
      }
    }
    return text.toString();
  }

  private static List<String> sentences(String text) {
    String read = text.substring(0, Math.min(text.length(), LONGEST_READ));
    List<String> lines =
        THOUGHT.matcher(read).replaceFirst("").lines().filter(line -> !line.isBlank()).toList();
    return (lines.size() == 1 ? List.of(lines.getFirst().split("(?<=[.!?])\\s", -1)) : lines)
        .stream().map(EndpointAnswer::sentence).filter(line -> !line.isEmpty()).toList();
  }

  /** {@return the one sentence of a line; empty where it is none} */
  private static String sentence(String line) {
    StringBuilder plain = new StringBuilder(line.length());
    line.codePoints().map(c -> isControl(c) ? ' ' : c).forEach(plain::appendCodePoint);
    String words = plain.toString().replace("**", "").replaceAll("\\s{1,1000}", " ").strip();
    words = LIST_SIGN.matcher(words).replaceFirst("").strip();
    if (words.endsWith(":")) {
      return ""; // announces what comes
    }
    Matcher end = END_OF_SENTENCE.matcher(words);
    if (end.find() && end.start() >= 8) { // not behind "Mr."
      words = words.substring(0, end.start());
    }
    words = words.replaceAll("[\"”“'*.!]{1,8}$", "").strip();
    if (words.length() > LONGEST_CAPTION) {
      int blank = words.lastIndexOf(' ', LONGEST_CAPTION);
      words = words.substring(0, blank > 0 ? blank : LONGEST_CAPTION - 1);
    }
    return words.codePoints().filter(Character::isLetter).count() >= 3 ? words : "";
  }

  private static boolean isControl(int c) {
    return Character.isISOControl(c)
        || switch (Character.getType(c)) {
          case Character.FORMAT,
              Character.SURROGATE,
              Character.PRIVATE_USE,
              Character.UNASSIGNED,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR ->
              true;
          default -> false;
        };
  }
}
