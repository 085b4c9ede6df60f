package dev.diptych.encoders.internal.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import dev.diptych.encoders.internal.graph.WeightFile.Weight;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * One ONNX graph under construction. Every method that adds an operation returns the name of its
 * result, so that formulas read as nested calls.
 *
 * <p>Dimensions are whole numbers or names: a name is a dimension that varies from call to call.
 */
public final class OnnxGraph {

  /** ONNX operator set 20: LayerNormalization, exact Gelu, axes as inputs. */
  private static final int OPERATOR_SET = 20;

  private static final int IR_VERSION = 9;

  /** Where ONNX Runtime keeps the operators that it adds to the standard. */
  private static final String CONTRIBUTED = "com.microsoft";

  private final GraphProto.Builder graph;
  private final Set<String> initializers = new HashSet<>();
  private int nodes;

  public OnnxGraph(String name) {
    this.graph = GraphProto.newBuilder().setName(name);
  }

  public String floatInput(String name, Object... dimensions) {
    graph.addInput(value(name, TensorProto.DataType.FLOAT, dimensions));
    return name;
  }

  /** Signed bytes. */
  public String byteInput(String name, Object... dimensions) {
    graph.addInput(value(name, TensorProto.DataType.INT8, dimensions));
    return name;
  }

  public String longInput(String name, Object... dimensions) {
    graph.addInput(value(name, TensorProto.DataType.INT64, dimensions));
    return name;
  }

  public void floatOutput(String name, String result, Object... dimensions) {
    add("Identity", List.of(result), name);
    graph.addOutput(value(name, TensorProto.DataType.FLOAT, dimensions));
  }

  private static ValueInfoProto value(
      String name, TensorProto.DataType type, Object... dimensions) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (Object dimension : dimensions) {
      if (dimension instanceof String variable) {
        shape.addDimBuilder().setDimParam(variable);
      } else {
        shape.addDimBuilder().setDimValue(((Number) dimension).longValue());
      }
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape)))
        .build();
  }

  /** {@return the name of a weight, declared on first use} */
  public String weight(Weight weight) {
    if (initializers.add(weight.name())) {
      graph.addInitializer(
          TensorProto.newBuilder()
              .setName(weight.name())
              .setDataType(weight.type().getNumber())
              .addAllDims(weight.shape())
              .setDataLocation(TensorProto.DataLocation.EXTERNAL)
              .addExternalData(entry("location", WeightFile.NAME))
              .addExternalData(entry("offset", Long.toString(weight.offset())))
              .addExternalData(entry("length", Long.toString(weight.length()))));
    }
    return weight.name();
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  /** {@return a constant {@code i64 [n]}} */
  public String longs(long... values) {
    return constant(
        "longs" + Arrays.toString(values),
        TensorProto.DataType.INT64,
        tensor ->
            tensor.addDims(values.length).addAllInt64Data(Arrays.stream(values).boxed().toList()));
  }

  /** {@return a constant {@code i64} without dimensions} */
  public String scalar(long value) {
    return constant(
        "long" + value, TensorProto.DataType.INT64, tensor -> tensor.addInt64Data(value));
  }

  /** {@return a constant {@code f32} without dimensions} */
  public String scalar(float value) {
    return constant(
        "float" + value, TensorProto.DataType.FLOAT, tensor -> tensor.addFloatData(value));
  }

  /** {@return a constant {@code u8} without dimensions} */
  public String byteScalar(int value) {
    return constant(
        "byte" + value, TensorProto.DataType.UINT8, tensor -> tensor.addInt32Data(value));
  }

  private String constant(
      String name, TensorProto.DataType type, UnaryOperator<TensorProto.Builder> fill) {
    if (initializers.add(name)) {
      graph.addInitializer(
          fill.apply(TensorProto.newBuilder().setName(name).setDataType(type.getNumber())));
    }
    return name;
  }

  /** Adds an operation with one result. */
  public String apply(String operator, List<String> inputs, AttributeProto... attributes) {
    String result = "%s_%s".formatted(operator, nodes);
    add(operator, inputs, result, attributes);
    return result;
  }

  /** Adds an operation of ONNX Runtime's own, with one result. */
  public String applyContributed(
      String operator, List<String> inputs, AttributeProto... attributes) {
    return applyContributed(operator, 1, inputs, attributes).getFirst();
  }

  /** Adds an operation of ONNX Runtime's own, with several results. */
  public List<String> applyContributed(
      String operator, int results, List<String> inputs, AttributeProto... attributes) {
    List<String> names = names(operator, results);
    graph.addNode(node(operator, inputs, attributes).setDomain(CONTRIBUTED).addAllOutput(names));
    return names;
  }

  public String toFloat(String x) {
    return apply("Cast", List.of(x), attribute("to", TensorProto.DataType.FLOAT.getNumber()));
  }

  /** Adds an operation with several results. */
  public List<String> applyMany(
      String operator, int results, List<String> inputs, AttributeProto... attributes) {
    List<String> names = names(operator, results);
    graph.addNode(node(operator, inputs, attributes).addAllOutput(names));
    return names;
  }

  private List<String> names(String operator, int results) {
    return IntStream.range(0, results)
        .mapToObj(i -> "%s_%s_%s".formatted(operator, nodes, i))
        .toList();
  }

  private void add(
      String operator, List<String> inputs, String result, AttributeProto... attributes) {
    graph.addNode(node(operator, inputs, attributes).addOutput(result));
  }

  private NodeProto.Builder node(
      String operator, List<String> inputs, AttributeProto... attributes) {
    return NodeProto.newBuilder()
        .setName("%s_%s".formatted(operator, nodes++))
        .setOpType(operator)
        .addAllInput(inputs)
        .addAllAttribute(Arrays.asList(attributes));
  }

  public static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  public static AttributeProto attribute(String name, float value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.FLOAT)
        .setF(value)
        .build();
  }

  public static AttributeProto attribute(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  public static AttributeProto attribute(String name, List<Long> values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INTS)
        .addAllInts(values)
        .build();
  }

  /** {@return the finished model, ready to be written beside its weights} */
  public ModelProto build() {
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .setProducerName("diptych")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPERATOR_SET))
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(CONTRIBUTED).setVersion(1))
        .setGraph(graph)
        .build();
  }
}
