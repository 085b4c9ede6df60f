package dev.diptych.evaluation;

/** What a query is like, seen from what is searched. */
public enum QueryKind {
  /** Something in the collection is right. */
  TRUE("true"),
  /** Of the collection's kind, yet nothing in it is right. */
  CONTRADICTING("contradicting"),
  /** About something else altogether. */
  OFF_TOPIC("off topic"),
  /** Means nothing: strings of letters, words in no order, signs of other scripts. */
  GIBBERISH("gibberish");

  private final String words;

  QueryKind(String words) {
    this.words = words;
  }

  /** {@return what to call it} */
  public String words() {
    return words;
  }
}
