"""The page's part for past conversations, which the browser keeps and the server never sees."""

from qa.web.page import asset
from qa.web.parts import Part

TEXTS = {
    "zh": {
        "history": "历史",
        "history_search": "查找以往的问题和答案",
        "history_empty": "还没有以往的对话。提问之后，对话会保存在这里。",
        "history_none": "没有符合的对话。",
        "history_current": "当前",
        "history_questions": "{n} 个问题",
        "history_rename": "重命名：{title}",
        "history_export": "导出为报告：{title}",
        "history_json": "导出为 JSON：{title}",
        "history_remove": "删除：{title}",
        "history_delete": "删除",
        "history_delete_ask": "要删除对话“{title}”吗？删除后无法恢复。",
        "history_clear": "全部删除",
        "history_clear_ask": "要删除全部 {n} 次对话吗？删除后无法恢复。",
        "history_deleted": "已删除",
        "history_keep": "在这个浏览器里保存对话",
        "history_private": "对话只保存在这个浏览器里，服务器不留存；最多保存最近 {n} 次。",
        "history_full": "浏览器的存储空间已满，这次对话没有存入历史；请删去一些以往的对话。",
        "history_gone": "这次对话已不在浏览器中。",
        "history_wait": "请等当前问题答完再打开。",
    },
    "en": {
        "history": "History",
        "history_search": "Find in earlier questions and answers",
        "history_empty": "There are no earlier conversations. They are kept here once you ask.",
        "history_none": "No conversation matches.",
        "history_current": "Open now",
        "history_questions": "questions: {n}",
        "history_rename": "Rename: {title}",
        "history_export": "Export as a report: {title}",
        "history_json": "Export as JSON: {title}",
        "history_remove": "Delete: {title}",
        "history_delete": "Delete",
        "history_delete_ask": "Delete the conversation “{title}”? It cannot be brought back.",
        "history_clear": "Delete all",
        "history_clear_ask": "Delete all conversations ({n})? They cannot be brought back.",
        "history_deleted": "Deleted",
        "history_keep": "Keep conversations in this browser",
        "history_private": (
            "Conversations are kept in this browser alone, not on the server; at most the last {n} of them."
        ),
        "history_full": (
            "The browser's storage is full, so this conversation is not kept; please delete some earlier ones."
        ),
        "history_gone": "This conversation is no longer in the browser.",
        "history_wait": "Please wait for the present answer first.",
    },
}


def history_part() -> Part:
    """The part; it has no routes."""
    return Part(texts=TEXTS, scripts=(asset("history.js"),), style=asset("history.css"))
