using AiGateway.Models;

namespace AiGateway.Tests.Models;

/// <summary>The estimate is near to what a vocabulary counts: the figures are OpenAI's o200k_base (gpt-4o and later), taken with the npm package gpt-tokenizer 4.</summary>
public class TokenEstimateTests
{
    [Theory]
    [InlineData(46, "Please summarise the attached meeting notes in five bullet points, name everyone who promised to do something, and mention the dates by which they said it would be finished. If a date was not given, say so instead of guessing.")]
    [InlineData(32, "You are a careful assistant for the customers of a small bakery. Answer in at most three sentences. Never promise a delivery on Sundays; offer Saturday afternoon instead.")]
    [InlineData(60, "for (var i = 0; i < orders.Count; i++)\n{\n    total += orders[i].Quantity * orders[i].UnitPrice;\n    if (total > limit)\n    {\n        throw new InvalidOperationException($\"Order {orders[i].Id} exceeds the limit.\");\n    }\n}\n")]
    [InlineData(44, "def moving_average(values, window=7):\n    result = []\n    for index in range(len(values) - window + 1):\n        result.append(sum(values[index:index + window]) / window)\n    return result\n")]
    [InlineData(62, "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\",\"description\":\"The town to look up\"},\"unit\":{\"type\":\"string\",\"enum\":[\"celsius\",\"fahrenheit\"]},\"days\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":14}},\"required\":[\"city\"],\"additionalProperties\":false}")]
    [InlineData(50, "| id | name | price |\n| --- | --- | --- |\n| 1042 | kettle | 39.90 |\n| 1043 | toaster | 54.50 |\n| 1044 | mixer | 118.00 |\n")]
    public void English_code_and_data_are_told_to_a_sixth(int counted, string text) => Within(text, counted, 1.0 / 6);

    [Theory]
    [InlineData(39, "Könnten Sie mir bitte bis Donnerstag mitteilen, ob die Lieferung der Ersatzteile rechtzeitig eintrifft? Sonst müssten wir die Wartung der Anlage um zwei Wochen verschieben.")]
    [InlineData(35, "El ayuntamiento anunció ayer que la biblioteca permanecerá cerrada durante el verano por obras en el tejado. Los libros podrán devolverse en el buzón de la entrada.")]
    [InlineData(38, "Пожалуйста, пришлите нам обновлённый договор до конца недели, чтобы бухгалтерия успела подготовить счёт. Если возникнут вопросы, звоните в любое время.")]
    [InlineData(36, "请帮我把下面的会议记录整理成五个要点，并列出每个人答应完成的工作和截止日期。如果没有提到日期，请直接说明。")]
    [InlineData(43, "来週の打ち合わせの資料を確認していただけますか。特に三ページ目の売上の数字が昨年と合っているかどうかを見てほしいです。")]
    [InlineData(37, "다음 주 회의 자료를 미리 확인해 주실 수 있나요? 특히 세 번째 쪽의 매출 숫자가 작년과 맞는지 봐 주세요.")]
    [InlineData(29, "يرجى إرسال نسخة محدثة من العقد قبل نهاية الأسبوع حتى يتمكن قسم المحاسبة من إعداد الفاتورة في الوقت المناسب.")]
    [InlineData(41, "कृपया अगले सप्ताह की बैठक के कागज़ पहले से देख लीजिए और बताइए कि तीसरे पन्ने के आँकड़े पिछले साल से मिलते हैं या नहीं।")]
    [InlineData(41, "กรุณาส่งสัญญาฉบับปรับปรุงให้เราก่อนสิ้นสัปดาห์เพื่อให้ฝ่ายบัญชีเตรียมใบแจ้งหนี้ได้ทันเวลา")]
    public void Other_languages_and_scripts_are_told_to_a_quarter(int counted, string text) => Within(text, counted, 0.25);

    [Theory]
    [InlineData("", 0)]
    [InlineData(" ", 1)]
    [InlineData("a", 1)]
    [InlineData("hello", 1)]
    [InlineData("2024", 2)]
    public void The_smallest_texts_have_a_token_or_none(string text, long tokens) => TokenEstimate.OfText(text).ShouldBe(tokens);

    [Fact]
    public void It_takes_no_memory_and_grows_with_the_text()
    {
        var text = string.Concat(Enumerable.Repeat("All work and no play makes Jack a dull boy.\n", 1_000));
        var once = TokenEstimate.OfText(text);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var again = TokenEstimate.OfText(text);

        // Less than a byte for each of its 44,000 characters, whatever the runtime takes for itself.
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(4_000);
        again.ShouldBe(once);
        TokenEstimate.OfText(text + text).ShouldBeInRange((2 * once) - 1, (2 * once) + 1);
    }

    private static void Within(string text, int counted, double part) =>
        ((double)TokenEstimate.OfText(text)).ShouldBeInRange(counted * (1 - part), (counted * (1 + part)) + 1);
}
