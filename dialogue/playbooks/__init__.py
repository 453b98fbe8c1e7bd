"""Which playbook answers which Command: one `match` over all, so that mypy names every place a new one needs."""

from typing import assert_never

from dialogue.commands import (
    Answer,
    AskAboutMe,
    AskAboutProduct,
    AskCancelling,
    AskDelivery,
    AskFee,
    AskGiftCard,
    AskGoodwill,
    AskHelp,
    AskHuman,
    AskIfHuman,
    AskPayment,
    AskPriceAdjustment,
    AskReceipt,
    AskRefund,
    AskRefundState,
    AskReturns,
    AskShop,
    AskWatched,
    CancelOrder,
    CancelReturn,
    ChangeAddress,
    ChangeLanguage,
    ChangeOrder,
    Checkout,
    ChooseAddress,
    ChoosePayment,
    Command,
    CompareProducts,
    Complain,
    Confirm,
    CorrectProfile,
    DeleteMyData,
    Deny,
    ExchangeItem,
    ExportMyData,
    FindMyOrder,
    FindProducts,
    ForgetAccess,
    ForgetPayment,
    GiveAddress,
    GiveCode,
    GiveLinkCode,
    Greet,
    LinkChat,
    ListOrders,
    OffTopic,
    OptOut,
    PressDeadButton,
    RefineSearch,
    RefundOntoGiftCard,
    RemoveFromBasket,
    ReportDamaged,
    ReportLost,
    ReportWrongItem,
    ReturnItem,
    SameAgain,
    SayArrived,
    SayGoodbye,
    SendCardNumber,
    SendNewsTo,
    SendPhoto,
    SendToDefault,
    SetQuantity,
    ShowBasket,
    StaffApproveRefund,
    StaffAsk,
    StaffClaim,
    StaffDeclineRefund,
    StaffHandBack,
    StaffReply,
    StopWatching,
    TakeProduct,
    TakeTogether,
    Thank,
    TrackOrder,
    UndoCancel,
    UnlinkChat,
    WatchStock,
    Withdraw,
)
from dialogue.counter import Counter
from dialogue.plan import Plan
from dialogue.playbooks import (
    access,
    answers,
    basket,
    calling_off,
    changes,
    checkout,
    claims,
    comparison,
    courtesy,
    delivering,
    gift_cards,
    goodwill,
    handover,
    linking,
    paying,
    privacy,
    questions,
    refunds,
    selection,
    sets,
    swapping,
    taking,
    tracking,
    watching,
)
from dialogue.view import View


# One closed list, read as a whole: splitting it would hide which Command has no answer.
def plan_for(command: Command, view: View, counter: Counter) -> Plan:  # noqa: C901, PLR0915
    """What to remember, do and say for one Command. Changes nothing; the engine performs the Plan."""
    match command:
        case FindProducts():
            return selection.find_products(command, view, counter)
        case RefineSearch():
            return swapping.still_for_swap(selection.refine_search(command, view, counter), view)
        case CompareProducts():
            return comparison.compare_products(command, view, counter)
        case AskAboutProduct():
            return questions.ask_about_product(command, view, counter)
        case WatchStock():
            return watching.watch_stock(command, view, counter)
        case StopWatching():
            return watching.stop_watching(command, view, counter)
        case AskWatched():
            return watching.ask_watched(command, view, counter)
        case TakeProduct():
            instead = swapping.taken_instead(command, view, counter)
            return plan_for(instead, view, counter) if instead else taking.take_product(command, view, counter)
        case TakeTogether():
            return sets.take_together(command, view, counter)
        case RemoveFromBasket():
            return basket.remove_from_basket(command, view, counter)
        case ShowBasket():
            return basket.show_basket(command, view, counter)
        case Checkout():
            return checkout.checkout(command, view, counter)
        case SetQuantity():
            return basket.set_quantity(command, view, counter)
        case SameAgain():
            return checkout.same_again(command, view, counter)
        case Confirm():
            return _followed(answers.confirm(command, view, counter), view, counter)
        case Deny():
            return _followed(answers.deny(command, view, counter), view, counter)
        case Answer():
            found = access.answered_elsewhere(command, view) or answers.answer(command, view, counter)
            return _followed(found, view, counter)
        case GiveAddress():
            return delivering.give_address(command, view, counter)
        case ChooseAddress():
            return delivering.choose_address(command, view, counter)
        case SendToDefault():
            return delivering.send_to_default(command, view, counter)
        case ChoosePayment():
            return paying.choose_payment(command, view, counter)
        case ForgetPayment():
            return paying.forget_payment(command, view, counter)
        case SendCardNumber():
            return paying.send_card_number(command, view, counter)
        case ListOrders():
            return watching.list_orders(command, view, counter)
        case TrackOrder():
            return tracking.track_order(command, view, counter)
        case AskReceipt():
            return tracking.ask_receipt(command, view, counter)
        case CancelOrder():
            return changes.cancel_order(command, view, counter)
        case UndoCancel():
            return changes.undo_cancel(command, view, counter)
        case ChangeAddress():
            return delivering.change_address(command, view, counter)
        case ChangeOrder():
            return changes.change_order(command, view, counter)
        case ReturnItem():
            return refunds.return_item(command, view, counter)
        case ExchangeItem():
            return refunds.exchange_item(command, view, counter)
        case CancelReturn():
            return calling_off.cancel_return(command, view, counter)
        case Withdraw():
            return refunds.withdraw(command, view, counter)
        case ReportDamaged():
            return claims.report_damaged(command, view, counter)
        case ReportWrongItem():
            return claims.report_wrong_item(command, view, counter)
        case ReportLost():
            return refunds.report_lost(command, view, counter)
        case AskPriceAdjustment():
            return goodwill.ask_price_adjustment(command, view, counter)
        case AskGoodwill():
            return goodwill.ask_goodwill(command, view, counter)
        case SayArrived():
            return claims.say_arrived(command, view, counter)
        case AskRefund():
            return refunds.ask_refund(command, view, counter)
        case RefundOntoGiftCard():
            return gift_cards.refund_onto_gift_card(command, view, counter)
        case AskRefundState():
            return refunds.ask_refund_state(command, view, counter)
        case FindMyOrder():
            return access.find_my_order(command, view, counter)
        case GiveCode():
            return access.give_code(command, view, counter)
        case ForgetAccess():
            return access.forget_access(command, view, counter)
        case LinkChat():
            return linking.link_chat(command, view, counter)
        case GiveLinkCode():
            return linking.give_link_code(command, view, counter)
        case UnlinkChat():
            return linking.unlink_chat(command, view, counter)
        case SendNewsTo():
            return linking.send_news_to(command, view, counter)
        case AskDelivery():
            return tracking.ask_delivery(command, view, counter)
        case AskPayment():
            return paying.ask_payment(command, view, counter)
        case AskGiftCard():
            return gift_cards.ask_gift_card(command, view, counter)
        case AskFee():
            return checkout.ask_fee(command, view, counter)
        case AskReturns():
            return courtesy.ask_returns(command, view, counter)
        case AskCancelling():
            return courtesy.ask_cancelling(command, view, counter)
        case AskShop():
            return courtesy.ask_shop(command, view, counter)
        case AskHuman():
            return handover.ask_human(command, view, counter)
        case Complain():
            return handover.complain(command, view, counter)
        case AskAboutMe():
            return privacy.ask_about_me(command, view, counter)
        case CorrectProfile():
            return privacy.correct_profile(command, view, counter)
        case DeleteMyData():
            return privacy.delete_my_data(command, view, counter)
        case ExportMyData():
            return privacy.export_my_data(command, view, counter)
        case OptOut():
            return privacy.opt_out(command, view, counter)
        case AskIfHuman():
            return courtesy.ask_if_human(command, view, counter)
        case ChangeLanguage():
            return courtesy.change_language(command, view, counter)
        case Greet():
            return courtesy.greet(command, view, counter)
        case Thank():
            return courtesy.thank(command, view, counter)
        case SayGoodbye():
            return courtesy.say_goodbye(command, view, counter)
        case AskHelp():
            return courtesy.ask_help(command, view, counter)
        case OffTopic():
            return courtesy.off_topic(command, view, counter)
        case SendPhoto():
            return claims.send_photo(command, view, counter)
        case PressDeadButton():
            return checkout.press_dead_button(command, view, counter)
        case StaffClaim():
            return handover.staff_claim(command, view, counter)
        case StaffReply():
            return handover.staff_reply(command, view, counter)
        case StaffApproveRefund():
            return refunds.staff_approve_refund(command, view, counter)
        case StaffDeclineRefund():
            return refunds.staff_decline_refund(command, view, counter)
        case StaffHandBack():
            return handover.staff_hand_back(command, view, counter)
        case StaffAsk():
            return handover.staff_ask(command, view, counter)
        case _:
            assert_never(command)


def _followed(answer: Plan | Command, view: View, counter: Counter) -> Plan:
    """A bare answer stands for the Command it completes."""
    return answer if isinstance(answer, Plan) else plan_for(answer, view, counter)
