"""The design system (デザインシステム): components, words in three languages, page layout; knows no app."""
